/// Makes a target of an address, by way of the labels that Prometheus gives it before relabelling.
enum TargetMaking {
    enum Outcome {
        case made(ScrapeTarget)
        case dropped(Labels)
        case faulty(String)
    }

    private static let parameterPrefix = "__param_"

    static func target(_ job: ScrapeJob, _ address: String, _ shared: Labels) -> Outcome {
        let discovered = discovered(job, address, shared)
        var edit = LabelEdit(discovered.pairs)
        let stays = RelabelRule.apply(job.targetRules, to: &edit)
        if let excess = edit.excess { return .faulty(excess) }
        guard stays else { return .dropped(discovered) }
        guard let address = edit["__address__"] else { return .faulty("no address: a step removed __address__") }
        if let fault = TargetAddress.fault(address) { return .faulty(fault) }
        let scheme = edit["__scheme__"] ?? ""
        guard scheme == "http" || scheme == "https" else {
            return .faulty("invalid scheme \(GoQuote.quoted(scheme)), expected http or https")
        }
        guard let interval = duration(edit["__scrape_interval__"]) else {
            return .faulty("__scrape_interval__ is no duration above zero")
        }
        guard let timeout = duration(edit["__scrape_timeout__"]) else {
            return .faulty("__scrape_timeout__ is no duration above zero")
        }
        guard timeout <= interval else { return .faulty("scrape timeout cannot be greater than scrape interval") }
        if edit["instance"] == nil { edit["instance"] = address }
        let url = TargetAddress.url(
            scheme: scheme, address: address, path: edit["__metrics_path__"] ?? "", parameters: parameters(job, edit))
        edit.removeAll { $0.hasPrefix("__") }
        return .made(
            ScrapeTarget(
                jobName: job.name, labels: edit.labels, discoveredLabels: discovered, url: url, interval: interval,
                timeout: timeout))
    }

    /// The labels of an address before relabelling: those of its group win over those of its job.
    private static func discovered(_ job: ScrapeJob, _ address: String, _ shared: Labels) -> Labels {
        var edit = LabelEdit(shared.pairs)
        edit["__address__"] = address
        var usual = [
            ("job", job.name), ("__scrape_interval__", PromQLDuration.text(job.interval.milliseconds)),
            ("__scrape_timeout__", PromQLDuration.text(job.timeout.milliseconds)),
            ("__metrics_path__", job.metricsPath), ("__scheme__", job.scheme),
        ]
        for (name, values) in job.parameters { usual.append((parameterPrefix + name, values.first ?? "")) }
        for (name, value) in usual where edit[name] == nil { edit[name] = value }
        return edit.labels
    }

    /// A parameter's first value is what its label says.
    private static func parameters(_ job: ScrapeJob, _ edit: LabelEdit) -> [String: [String]] {
        var parameters = job.parameters
        for label in edit.pairs where label.name.hasPrefix(parameterPrefix) {
            let name = String(label.name.dropFirst(parameterPrefix.count))
            parameters[name] = [label.value] + (parameters[name] ?? []).dropFirst()
        }
        return parameters
    }

    private static func duration(_ text: String?) -> Duration? {
        guard let text, let milliseconds = PromQLDuration.milliseconds(text), milliseconds > 0 else { return nil }
        return .milliseconds(milliseconds)
    }
}
