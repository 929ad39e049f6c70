"""OpenTelemetry for this service: spans and log lines that carry the order, and order events."""

from opentelemetry import _logs, baggage, trace
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.logging import LoggingInstrumentor
from opentelemetry.instrumentation.pika import PikaInstrumentor
from opentelemetry.instrumentation.urllib import URLLibInstrumentor
from opentelemetry.processor.baggage import BaggageLogProcessor, BaggageSpanProcessor
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def names_order(key: str) -> bool:
    return key in ("order_id", "tenant_id")


def start_telemetry() -> None:
    """Reads the OTEL_ variables. Both processors of baggage stand before what sends."""
    tracers = TracerProvider()
    tracers.add_span_processor(BaggageSpanProcessor(names_order))
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(tracers)

    loggers = LoggerProvider()
    loggers.add_log_record_processor(BaggageLogProcessor(names_order))
    loggers.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    _logs.set_logger_provider(loggers)

    LoggingInstrumentor().instrument()
    PikaInstrumentor().instrument()
    URLLibInstrumentor().instrument()


def record_transition(stage: str, actor: str = "system") -> None:
    """Tells that the order in force entered a stage now."""
    order = {key: str(value) for key, value in baggage.get_all().items() if names_order(key)}
    _logs.get_logger("orders").emit(
        event_name="order.transition",
        attributes={**order, "stage": stage, "actor": actor},
    )
