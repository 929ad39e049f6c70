#!/bin/bash
# Builds and starts the four services of this folder. They need RabbitMQ (AMQP_URL) and a running Ordertrace server.
# Ctrl-C ends them.
set -euo pipefail
cd "$(dirname "$0")"

export AMQP_URL=${AMQP_URL:-amqp://127.0.0.1}
export OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=${ENVIRONMENT:-test}
http=${OTLP_HTTP:-http://127.0.0.1:4318}
grpc=${OTLP_GRPC:-http://127.0.0.1:4317}
# Every service on ports of its own, for who has these in use.
desk=${DESK_PORT:-8080} pricing=${PRICING_PORT:-8081} carrier=${CARRIER_PORT:-8083}

(cd java && mvn -q package)
(cd go && go build -o carrier .)
[ -d python/.venv ] || python3 -m venv python/.venv
python/.venv/bin/pip install -q --disable-pip-version-check -r python/requirements.txt

trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT

# Java: the agent, three settings, and not a line of code.
PORT=$pricing OTEL_SERVICE_NAME=pricing OTEL_EXPORTER_OTLP_ENDPOINT=$http OTEL_METRICS_EXPORTER=none \
  OTEL_JAVA_EXPERIMENTAL_SPAN_ATTRIBUTES_COPY_FROM_BAGGAGE_INCLUDE=order_id,tenant_id \
  OTEL_JAVA_EXPERIMENTAL_LOG_ATTRIBUTES_COPY_FROM_BAGGAGE_INCLUDE=order_id,tenant_id \
  java -javaagent:java/target/opentelemetry-javaagent.jar -cp java/target/classes Pricing &

PORT=$carrier OTEL_SERVICE_NAME=carrier OTEL_EXPORTER_OTLP_ENDPOINT=$grpc go/carrier &

CARRIER_URL=http://127.0.0.1:$carrier OTEL_SERVICE_NAME=packing OTEL_EXPORTER_OTLP_ENDPOINT=$http \
  python/.venv/bin/python python/packing.py &

PORT=$desk PRICING_URL=http://127.0.0.1:$pricing OTEL_SERVICE_NAME=order-desk OTEL_EXPORTER_OTLP_ENDPOINT=$http \
  node --import @ordertrace/instrumentation/register node/order-desk.js &

wait
