import OpsCore
import OpsMetrics

/// The series of the valves, as last shown: the registry is asked only where a value is another. A value that is not
/// known now has no series: an interlock over what a dead sensor said last must refuse.
struct ValveGauges {
    /// What one valve shows; nil where that is not known now.
    struct Values: Equatable {
        var positionPercent: Double?
        var pressureBar: Double?
        var flowLps: Double?
        var state = ValveState.unknown
        var isFresh: Bool
    }

    private var shown: [String: Values] = [:]

    mutating func show(_ values: Values, of valve: ValveStatus, in registry: MetricRegistry) {
        let former = shown.updateValue(values, forKey: valve.id)
        guard former != values else { return }
        let labels = [("valve", valve.id)]
        let segment = [("valve", valve.id), ("seg", valve.segment ?? "")]
        func put(_ name: String, _ labels: [(String, String)], _ before: Double?, _ now: Double?) {
            if let now {
                if now != before { registry.setGauge(name, labels, now) }
            } else if before != nil || former == nil {
                registry.remove(name, labels)
            }
        }
        if former?.state != values.state {
            if let former { registry.remove("valve_state", labels + [("state", former.state.rawValue)]) }
            registry.setGauge("valve_state", labels + [("state", values.state.rawValue)], 1)
        }
        put("valve_position_percent", labels, former?.positionPercent, values.positionPercent)
        put("valve_pressure_bar", segment, former?.pressureBar, values.pressureBar)
        put("valve_flow_lps", segment, former?.flowLps, values.flowLps)
        if former?.isFresh != values.isFresh { registry.setGauge("valve_stale", labels, values.isFresh ? 0 : 1) }
    }
}
