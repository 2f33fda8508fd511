import ArgumentParser
import OpsClient
import OpsCore

/// `opstui valve open`.
struct ValveOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "open", abstract: "Open a valve.")

    @Argument(help: "The valve's id.")
    var valve: String

    @OptionGroup var options: ValveActOptions

    func run() async throws { try await options.act(valve, .open) }
}

/// `opstui valve close`.
struct ValveCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "Close a valve.")

    @Argument(help: "The valve's id.")
    var valve: String

    @OptionGroup var options: ValveActOptions

    func run() async throws { try await options.act(valve, .close) }
}

/// `opstui valve set`.
struct ValveSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set", abstract: "Move a valve to a position.")

    @Argument(help: "The valve's id.")
    var valve: String

    @Argument(help: ArgumentHelp("0 closed … 100 open.", valueName: "percent"))
    var percent: Double?

    @Option(help: ArgumentHelp("The same, by name.", valueName: "percent"))
    var position: Double?

    @OptionGroup var options: ValveActOptions

    func validate() throws {
        guard let wanted = percent ?? position, percent == nil || position == nil, (0...100).contains(wanted) else {
            throw ValidationError("Give one position, 0 (closed) to 100 (open), as an argument or as --position.")
        }
    }

    func run() async throws { try await options.act(valve, .position, position: percent ?? position) }
}

/// `opstui valve stop`.
struct ValveStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Halt a valve where it is: at once, whatever else is under way.")

    @Argument(help: "The valve's id.")
    var valve: String

    @OptionGroup var options: ValveActOptions

    func run() async throws { try await options.act(valve, .stop) }
}

/// `opstui valve safe`.
struct ValveSafeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "safe", abstract: "Send a valve to its safe position: at once, whatever else is under way.")

    @Argument(help: "The valve's id.")
    var valve: String

    @OptionGroup var options: ValveActOptions

    func run() async throws { try await options.act(valve, .safe) }
}

/// `opstui valve select`.
struct ValveSelectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select", abstract: "Hold a valve for a command of yours, which `valve confirm` starts.",
        discussion: "Nobody else can begin a command on the valve meanwhile, but stop and safe. Nothing is sent.")

    @Argument(help: "The valve's id.")
    var valve: String

    @Argument(help: "open, close or position.")
    var action: String

    @Option(help: ArgumentHelp("0 closed … 100 open, with the action position.", valueName: "percent"))
    var position: Double?

    @OptionGroup var options: ValveActOptions

    func validate() throws {
        guard let action = ValveAction(rawValue: action), !action.isUnconditional else {
            throw ValidationError("What a valve is selected for is open, close or position.")
        }
        guard (action == .position) == (position != nil) else {
            throw ValidationError("--position goes with the action position, and that with it.")
        }
    }

    func run() async throws {
        guard let action = ValveAction(rawValue: action) else { return }
        try await options.act(valve, action, position: position, selects: true)
    }
}
