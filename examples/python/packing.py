"""Packs what comes over RabbitMQ and hands each parcel to the carrier over HTTP."""

import json
import logging
import os
import urllib.request

import pika

from telemetry import record_transition, start_telemetry

QUEUE = "packing.requests"
CARRIER_URL = os.environ.get("CARRIER_URL", "http://127.0.0.1:8083")
log = logging.getLogger("packing")


def pack(channel, method, _properties, body):
    parcel = json.loads(body)["parcel"]
    log.info("packed")
    record_transition("PACKED")
    request = urllib.request.Request(f"{CARRIER_URL}/parcels/{parcel}", method="POST")
    with urllib.request.urlopen(request, timeout=10):
        log.info("handed to the carrier")
    channel.basic_ack(method.delivery_tag)


def main():
    logging.basicConfig(level=logging.INFO)
    start_telemetry()
    connection = pika.BlockingConnection(pika.URLParameters(os.environ.get("AMQP_URL", "amqp://127.0.0.1")))
    channel = connection.channel()
    channel.queue_declare(QUEUE, durable=True)
    channel.basic_consume(QUEUE, pack)
    channel.start_consuming()


if __name__ == "__main__":
    main()
