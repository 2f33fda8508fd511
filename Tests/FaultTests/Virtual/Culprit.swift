/// A plan that breaks a promise, made as small as it can be: everything is left out that it does not need for that.
struct Culprit {
    private let whole: FaultPlan
    private let mutation: Mutation?
    private(set) var plan: FaultPlan

    init(_ plan: FaultPlan, mutation: Mutation? = nil) {
        whole = plan
        self.plan = plan
        self.mutation = mutation
        shrink()
    }

    /// The seed, what is left of the plan, and all that happened up to the first broken promise.
    var report: String {
        var run = VirtualRun(plan, mutation: mutation, traced: true)
        run.run()
        guard let first = run.judge.violations.first else { return "seed \(whole.seed): nothing is broken" }
        let items = plan.items.sorted { $0.at < $1.at }.map { "  \($0.at) \($0.happening)" }
        let trace = (run.trace?.lines ?? []).filter { $0.at <= first.at }.map { "\($0.at) \($0.text)" }
        return """
            seed \(whole.seed), malice \(plan.malice), skews \(plan.skews): \(first)
            \(items.joined(separator: "\n"))
            trace:
              \(trace.joined(separator: "\n  "))
            """
    }

    private mutating func shrink() {
        for malice in [0, 0.3] where malice < plan.malice {
            var smaller = plan
            smaller.malice = malice
            if isBroken(smaller) {
                plan = smaller
                break
            }
        }
        for index in plan.skews.indices {
            var smaller = plan
            smaller.skews[index] = 0
            if isBroken(smaller) { plan = smaller }
        }
        for index in plan.items.indices.reversed() {
            var smaller = plan
            smaller.items.remove(at: index)
            if isBroken(smaller) { plan = smaller }
        }
    }

    private func isBroken(_ plan: FaultPlan) -> Bool {
        var run = VirtualRun(plan, mutation: mutation)
        run.run()
        return !run.judge.violations.isEmpty
    }
}
