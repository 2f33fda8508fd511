import Logging
import OpsCore
import OpsMetrics

/// Reading the rule files anew. What cannot be used leaves the old rules in force, and is told.
extension RuleService {
    /// How long the files may take to be read.
    private static let patience = Duration.seconds(10)

    private struct HungFiles: Error, CustomStringConvertible {
        let description = "the files could not be read within 10 s; is their disk away?"
    }

    /// Reads the files and takes their rules in force; groups that are as they were go on as they were.
    ///
    /// - Returns: how many groups and rules are in force.
    /// - Throws: ``Refusal`` with the file and line of what is wrong.
    @discardableResult
    func reload() async throws -> RuleReload {
        let loaded: RuleFiles.Loaded
        do {
            let files = files
            // Before the gate: a disk that hangs must hold up no evaluation.
            loaded = try await reading.value(within: Self.patience, late: HungFiles()) { try files.load() }
        } catch {
            let why = SafeText.clean("\(error)", limit: 400)
            // The same mistake is told once, however often it is looked at.
            if loadFault != why {
                logger.error("the rules were not reloaded; the old ones stay in force", metadata: ["reason": "\(why)"])
            }
            loadFault = why
            gauges.refused()
            throw Refusal(.validationFailed, "The rules were not changed: \(why)")
        }
        try await gate.enter()
        defer { gate.leave() }
        gauges.loaded(at: clock.wall)
        let isNews = loaded.digest != digest || loadFault != nil
        loadFault = nil
        standing.with { $0.load(loaded.files, at: clock.wall) }
        guard isNews else { return inForce }
        adopt(loaded)
        await alerts.know(after: warmUp)
        logger.notice(
            "rules reloaded", metadata: ["groups": "\(groups.count)", "rules": "\(inForce.rules)"])
        await pass(always: true)
        return inForce
    }

    /// What is in force of the rule files; the rules on error budgets are made by the server.
    var inForce: RuleReload {
        let groups = groups.filter { $0.file != objectives.name }
        return RuleReload(
            groups: groups.count, rules: groups.reduce(0) { $0 + $1.group.rules.count },
            files: Set(groups.map(\.file)).count)
    }

    private func adopt(_ loaded: RuleFiles.Loaded) {
        let now = clock.monotonic
        var former = Dictionary(groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let fresh = loaded.groups.map { file, group, origin in
            Group(file: file, group: group, origin: origin, dueAt: now)
        }
        objectives = loaded.objectives
        awaiting.learn(loaded.groups.map(\.group))
        groups = fresh.map { group in
            guard let old = former[group.name] else { return group }
            var group = group
            (group.newest, group.evaluation) = (old.newest, old.evaluation)
            let isAlike = old.group.isAlike(group.group)
            group.state = isAlike ? old.state : old.state.carryingOver(to: group.group, from: old.group)
            if isAlike { group.dueAt = old.dueAt }
            return group
        }
        digest = loaded.digest
        for name in Set(former.keys).subtracting(groups.map(\.name)) {
            former[name]?.state.end(in: engine.store, at: clock.wall.milliseconds)
            gauges.end(name)
        }
        for group in groups { gauges.begin(group.name, group.group) }
    }
}

extension RuleGroup {
    /// True where the other has the same rules, evaluated alike; where they stand in the file does not count.
    func isAlike(_ other: RuleGroup) -> Bool {
        name == other.name && interval == other.interval && limit == other.limit && queryOffset == other.queryOffset
            && rules.count == other.rules.count && zip(rules, other.rules).allSatisfy { $0.isAlike($1) }
    }
}

extension Rule {
    fileprivate func isAlike(_ other: Rule) -> Bool {
        func same(_ a: [(name: String, template: AlertTemplate)], _ b: [(name: String, template: AlertTemplate)])
            -> Bool
        {
            a.elementsEqual(b) { $0.name == $1.name && $0.template.source == $1.template.source }
        }
        return kind == other.kind && name == other.name && text == other.text && hold == other.hold
            && keepFiring == other.keepFiring && same(labels, other.labels) && same(annotations, other.annotations)
    }
}
