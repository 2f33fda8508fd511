import OpsCore

extension ValveService {
    /// Takes up what configured valves learned of their own pace before a restart.
    func resume(_ baselines: [String: TravelBaseline]) {
        for (valve, baseline) in baselines where book.configurations[valve] != nil {
            book.update(valve) { $0.resume(baseline) }
        }
    }

    /// The configuration with the valve's own pace towards `position`, once that is learned: the travel timer's baseline.
    func paced(_ configuration: ValveConfiguration, to position: Double?) -> ValveConfiguration {
        guard let model = book.models[configuration.id] else { return configuration }
        var paced = configuration
        paced.travelSeconds = model.travelSeconds(to: position)
        return paced
    }
}
