import OpsMetrics

/// What the server says of its own instruments and of its process.
extension MetricCatalogue {
    static let rules = [
        counter("prometheus_rule_evaluations_total", by: ["rule_group"], "Rules evaluated."),
        counter("prometheus_rule_evaluation_failures_total", by: ["rule_group"], "Rules that failed."),
        counter(
            "prometheus_rule_group_iterations_total", by: ["rule_group"], "Evaluations of the group that were due."),
        counter(
            "prometheus_rule_group_iterations_missed_total", by: ["rule_group"],
            "Evaluations left out because the one before took too long."),
        gauge(
            "prometheus_rule_group_last_evaluation_timestamp_seconds", by: ["rule_group"],
            "When the group was evaluated last."),
        gauge(
            "prometheus_rule_group_last_duration_seconds", by: ["rule_group"],
            "How long the group's last evaluation took."),
        gauge(
            "prometheus_rule_group_last_evaluation_samples", by: ["rule_group"],
            "Samples that the group's last evaluation wrote."),
        gauge("prometheus_rule_group_interval_seconds", by: ["rule_group"], "The group's interval."),
        gauge("prometheus_rule_group_rules", by: ["rule_group"], "Rules in the group."),
        gauge("rules_last_reload_successful", "1 where the last reading of the rule files succeeded."),
        gauge(
            "rules_last_reload_success_timestamp_seconds", "When the rules in force were read."),
        gauge("series_store_series", "Series held in memory."),
        gauge("series_store_samples", "Samples held in memory."),
        gauge("series_store_bytes", "Memory of samples, labels and index."),
        gauge("series_store_limit_bytes", "The most memory that they may take."),
        counter("series_store_refused_total", by: ["reason"], "Samples that the store refused, by reason."),
        counter("series_store_evicted_total", "Samples let go before their time to stay below the memory limit."),
    ]

    static let process = [
        Family(name: "opstui_build_info", kind: .info, labels: ["version"], help: "The version that runs."),
        counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds."),
        gauge("process_resident_memory_bytes", "Resident memory size in bytes."),
        gauge("process_virtual_memory_bytes", "Virtual memory size in bytes."),
        gauge("process_start_time_seconds", "Start time of the process since the Unix epoch in seconds."),
        gauge("process_open_fds", "Number of open file descriptors."),
        gauge("process_max_fds", "Maximum number of open file descriptors."),
        gauge("process_threads", "Number of threads."),
        counter("metrics_kind_conflicts_total", "Values dropped because a name was used as two kinds."),
    ]
}
