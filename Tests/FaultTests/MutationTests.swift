import Testing

/// The schedules must be able to fail: a server or device that breaks one rule is caught by them.
@Suite("Broken rules are caught")
struct MutationTests {
    /// So many schedules may pass before a broken rule shows.
    static let patience: UInt64 = 10_000

    @Test("A rule that is broken shows", arguments: Mutation.allCases)
    func caught(_ mutation: Mutation) {
        for seed in 0..<Self.patience {
            var run = VirtualRun(FaultPlan(seed: seed), mutation: mutation)
            run.run()
            let kinds = Set(run.judge.violations.map(\.kind))
            guard kinds.isDisjoint(with: mutation.shows) else { return }
        }
        Issue.record("\(mutation) was never caught")
    }
}

extension Mutation {
    /// Which promises it breaks.
    var shows: Set<Violation.Kind> {
        switch self {
        case .deviceIgnoresNotAfter, .deviceTokenNeverEnds: [.late]
        case .deviceIgnoresBoot, .deviceIgnoresRevision: [.staleView]
        case .deviceIgnoresEpoch: [.outOfOrder]
        case .deviceForgetsCommands: [.doubled]
        case .deviceTakesOthersCommands: [.wrongValve]
        case .deviceTakesRetainedCommands: [.forbidden]
        case .serverConfirmsAnyBoot, .serverConfirmsAnyCommand, .serverConfirmsRetainedStates,
            .serverConfirmsByAcknowledgement:
            [.falselyConfirmed]
        case .serverSendsInLaterSessions: [.sentAfterLinkLoss]
        case .serverSendsAfterTheDeadline: [.sentLate]
        case .serverRepeatsAfterReconnect, .serverRepeatsAfterRestart: [.sentTwice]
        case .serverChecksOnlyOnce: [.conditionIgnored]
        case .serverSendsBeforeItStores: [.notDurable]
        case .serverNeverSettlesTheUnknown: [.neverEnded]
        }
    }
}
