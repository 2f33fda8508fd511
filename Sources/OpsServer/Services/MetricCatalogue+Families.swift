import OpsMetrics

extension MetricCatalogue {
    static let requests = [
        counter(
            "http_requests_total", by: ["service", "method", "endpoint", "status"],
            "Requests answered, by part of the server, method, route pattern and status."),
        Family(
            name: "http_request_duration_seconds", kind: .histogram, labels: ["service", "endpoint"],
            help: "Time from a request's head to its answer's end.",
            buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 10]),
        counter("http_errors_total", by: ["service"], "Answers with a status of 500 or more, by part of the server."),
        gauge("http_requests_in_flight", by: ["service"], "Requests being worked on, by part of the server."),
        states("service_health", by: ["service"], "How each part of the server is: ok, degraded or down."),
        counter(
            "tenant_requests_total", by: ["tenant", "outcome"], "Requests of each tenant, by outcome: ok or error."),
        gauge("api_tenants_count", "Tenants with a key."),
        gauge("api_keys_count", "Keys that are known."),
        gauge("stream_subscribers", "Streams that are open."),
    ]

    static let work = [
        counter(
            "lead_enrich_total", by: ["result"],
            "Lead look-ups, by result: cached, ok, unknown, failed, timeout or breaker_open."),
        counter(
            "lead_outcome_total", by: ["outcome"],
            "What became of leads, by outcome: contacted, qualified, won, lost or invalid."),
        counter("cache_hits_total", by: ["cache"], "Look-ups that a cache could answer."),
        counter("cache_misses_total", by: ["cache"], "Look-ups that a cache could not answer."),
        counter(
            "upstream_spend_usd_total", by: ["provider"], "What the provider says its answers cost, in US dollars."),
        counter("jobs_total", by: ["state"], "Jobs that ended, by state: succeeded, failed or cancelled."),
        gauge("job_queue_depth", "Jobs that wait."),
        gauge("job_oldest_age_seconds", "How long the job that waits longest has waited; 0 where none waits."),
        gauge("jobs_running", "Jobs that run."),
        gauge("breaker_state", by: ["breaker"], "Circuit breakers: 0 closed, 1 half-open, 2 open."),
        counter("breaker_transitions_total", by: ["breaker", "to"], "Changes of circuit breakers, by the new state."),
    ]

    static let limits = [
        states("rate_limiter_mode", "Where limits are counted: in redis, or local in this process."),
        gauge("rate_limiter_local", "1 while limits are counted in this process because the Redis is away."),
        counter(
            "ratelimit_decisions_total", by: ["class", "mode", "outcome"],
            "Requests counted, by limit class, by who decided, and by outcome."),
        counter(
            "ratelimit_redis_late_total", by: ["outcome"],
            "Answers of Redis that a request did not wait for, by whether they came."),
    ]

    static let plant = [
        gauge("mqtt_up", "1 while the link to the broker is up."),
        gauge("mqtt_round_trip_seconds", "The newest round trip to the broker."),
        counter("mqtt_messages_in_total", by: ["kind"], "MQTT messages taken in, by kind."),
        counter("mqtt_messages_out_total", by: ["kind"], "MQTT messages handed to the broker, by kind."),
        counter("mqtt_messages_refused_total", by: ["reason"], "MQTT messages that were not taken, by reason."),
        counter("mqtt_messages_dropped_total", "MQTT messages dropped because they came too fast."),
        counter("sparkplug_rebirths_asked_total", "Questions to Sparkplug nodes for their births."),
        gauge(
            "valve_state", by: ["valve", "state"],
            "1 for the state that the valve is in: open, opening, closed, closing, stopped or unknown."),
        gauge("valve_stale", by: ["valve"], "1 where the valve's state is too old to act on."),
        gauge("valve_position_percent", by: ["valve"], "Reported position, 0 closed to 100 open."),
        gauge("valve_pressure_bar", by: ["valve", "seg"], "Reported pressure at the valve."),
        gauge("valve_flow_lps", by: ["valve", "seg"], "Reported flow through the valve, litres a second."),
    ]

    static let alerts = [
        gauge("alerts_current", by: ["state", "severity"], "Alerts that are held, by state and severity."),
        gauge("alerts_put_aside", by: ["how"], "Alerts that are shelved, suppressed or out of service."),
        counter("alerts_dropped_total", by: ["source"], "Alerts that found no place among the held ones, by source."),
        counter("alarms_announced_total", by: ["source"], "Alarms that were announced, by source."),
        gauge("alarms_recent", "Alarms announced within the last ten minutes; a person can take in one."),
        gauge("alarm_flood", "1 while more than ten alarms came in ten minutes, until fewer than five did."),
    ]
}
