package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/processors/baggagecopy"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/log"
	"go.opentelemetry.io/otel/log/global"
	"go.opentelemetry.io/otel/propagation"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func namesOrder(member baggage.Member) bool {
	return member.Key() == "order_id" || member.Key() == "tenant_id"
}

// startTelemetry reads the OTEL_ variables and sends over gRPC. What it returns sends the rest and ends it.
func startTelemetry(ctx context.Context) (func(context.Context) error, error) {
	spans, err := otlptracegrpc.New(ctx)
	if err != nil {
		return nil, err
	}
	logs, err := otlploggrpc.New(ctx)
	if err != nil {
		return nil, err
	}
	tracers := sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(baggagecopy.NewSpanProcessor(namesOrder)),
		sdktrace.WithBatcher(spans),
	)
	loggers := sdklog.NewLoggerProvider(
		sdklog.WithProcessor(baggagecopy.NewLogProcessor(namesOrder)),
		sdklog.WithProcessor(sdklog.NewBatchProcessor(logs)),
	)
	otel.SetTracerProvider(tracers)
	global.SetLoggerProvider(loggers)
	// Go has no propagator unless one is set.
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(
		propagation.TraceContext{}, propagation.Baggage{}))
	slog.SetDefault(otelslog.NewLogger("carrier"))
	return func(ctx context.Context) error {
		return errors.Join(tracers.Shutdown(ctx), loggers.Shutdown(ctx))
	}, nil
}

// recordTransition tells that the order in force entered a stage now. The order itself is added from baggage.
func recordTransition(ctx context.Context, stage string) {
	var event log.Record
	event.SetTimestamp(time.Now())
	event.SetEventName("order.transition")
	event.AddAttributes(attribute.String("stage", stage), attribute.String("actor", "system"))
	global.Logger("orders").Emit(ctx, event)
}
