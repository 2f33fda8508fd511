import OpsCore

extension ValveService {
    /// Takes up what configured valves learned of their own pace before a restart.
    func resume(_ baselines: [String: TravelBaseline]) {
        for (valve, baseline) in baselines where book.configurations[valve] != nil {
            book.update(valve) { $0.resume(baseline) }
        }
    }
}
