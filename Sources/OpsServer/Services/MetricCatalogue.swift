import OpsMetrics

/// What each metric means, for `/metrics`.
enum MetricCatalogue {
    static func describe(in registry: MetricRegistry) {
        for (name, help) in helps { registry.describe(name, help: help) }
        registry.describe(
            "http_request_duration_seconds", help: "Time from a request's head to its answer's end.", unit: "seconds",
            buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 10])
    }

    private static let helps = [
        ("http_requests_total", "Requests answered, by method, route pattern and status."),
        ("http_errors_total", "Answers with a status of 500 or more, by service."),
        ("http_requests_in_flight", "Requests being worked on."),
        ("tenant_requests_total", "Requests of each tenant, by outcome."),
        ("api_tenants_count", "Tenants with a key."),
        ("api_keys_count", "Keys that are known."),
        ("lead_enrich_total", "Lead look-ups, by result."),
        ("jobs_total", "Jobs that ended, by state."),
        ("job_queue_depth", "Jobs that wait."),
        ("jobs_running", "Jobs that run."),
        ("breaker_state", "Circuit breakers: 0 closed, 1 half-open, 2 open."),
        ("rate_limiter_local", "1 while limits are counted in this process because the Redis is away."),
        ("ratelimit_decisions_total", "Requests counted, by limit class, by who decided, and by outcome."),
        ("ratelimit_redis_late_total", "Answers of Redis that a request did not wait for, by whether they came."),
        ("alarms_announced_total", "Alarms that were announced, by source."),
        ("alarms_recent", "Alarms announced within the last ten minutes; a person can take in one."),
        ("alarm_flood", "1 while more than ten alarms came in ten minutes, until fewer than five did."),
        ("alerts_dropped_total", "Alerts that found no place among the held ones, by source."),
        ("alerts_put_aside", "Alerts that are shelved, suppressed or out of service."),
        ("stream_subscribers", "Streams that are open."),
        ("mqtt_messages_in_total", "MQTT messages taken in, by kind."),
        ("mqtt_messages_refused_total", "MQTT messages that were not taken, by reason."),
        ("mqtt_up", "1 while the link to the broker is up."),
        ("mqtt_round_trip_seconds", "The newest round trip to the broker."),
        ("sparkplug_rebirths_asked_total", "Questions to Sparkplug nodes for their births."),
        ("mqtt_messages_dropped_total", "MQTT messages dropped because they came too fast."),
        ("valve_position_percent", "Reported position, 0 closed to 100 open."),
        ("valve_pressure_bar", "Reported pressure at the valve."),
        ("valve_flow_lps", "Reported flow through the valve, litres a second."),
        ("valve_stale", "1 where the valve's state is too old to act on."),
    ]
}
