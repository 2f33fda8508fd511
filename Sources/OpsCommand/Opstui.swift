import ArgumentParser

@main
struct Opstui: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "opstui")
}
