/// A fault of ours, not of the world: what a server or a device that breaks one rule of the contract would do. Every one
/// of them must be caught by the schedules, or they would prove nothing.
enum Mutation: CaseIterable {
    // Devices.
    case deviceIgnoresNotAfter
    case deviceTokenNeverEnds
    case deviceIgnoresBoot
    case deviceIgnoresRevision
    case deviceIgnoresEpoch
    case deviceForgetsCommands
    case deviceTakesOthersCommands
    case deviceTakesRetainedCommands
    // Servers.
    case serverConfirmsAnyBoot
    case serverConfirmsAnyCommand
    case serverConfirmsRetainedStates
    case serverConfirmsByAcknowledgement
    case serverSendsInLaterSessions
    case serverSendsAfterTheDeadline
    case serverRepeatsAfterReconnect
    case serverRepeatsAfterRestart
    case serverChecksOnlyOnce
    case serverSendsBeforeItStores
    case serverNeverSettlesTheUnknown
}
