import ArgumentParser
import Foundation
import OpsCore
import OpsPlant

/// `opstui plant`: the simulated plant alone, on a broker that runs elsewhere.
struct PlantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plant", abstract: "Run the simulated plant alone, until interrupted.",
        discussion: """
            Twelve valves in three segments, each with a connection of its own; pressures and flows are solved from \
            where the valves stand. The broker's account comes from the URL in the environment variable MQTT_URL. A \
            server joins it with the configuration that --print-config prints.
            """,
        subcommands: [PlantSolveCommand.self])

    @Option(help: ArgumentHelp("The broker, mqtt://host:port, without an account.", valueName: "url"))
    var broker: String?

    @Option(help: ArgumentHelp("The site whose valves these are.", valueName: "name"))
    var site = "main"

    @Option(help: ArgumentHelp("The same seed gives the same plant.", valueName: "n"))
    var seed: UInt64 = 1

    @Flag(name: .customLong("print-config"), help: "Print the config.yaml of a server that joins this plant, and end.")
    var printConfig = false

    @OptionGroup var faults: FaultOptions

    func run() async throws {
        try await reporting {
            guard !printConfig else { return Output.write(PlantCatalogue.serverConfiguration(site: site)) }
            let plan = try faults.plan(isBrokerOurs: false, seed: seed)
            let address = try address()
            let plant = await SimulatedPlant.start(
                broker: address, site: site, valves: PlantCatalogue.demo, seed: seed)
            let ending = Signals.ending()
            Output.note("opstui: \(PlantCatalogue.demo.count) valves on \(address.host):\(address.port)")
            let player = FaultPlayer(plant: plant) { Output.note("opstui: fault: \($0)") }
            let playing = Task { await player.play(plan) }
            for await _ in ending { break }
            playing.cancel()
            await plant.stop()
        }
    }

    private func address() throws -> PlantBroker {
        guard let text = broker ?? ProcessInfo.processInfo.environment["MQTT_URL"],
            let parts = URLComponents(string: text), parts.scheme == "mqtt", let host = parts.host
        else {
            throw CommandFailure(.failed, "no broker; name one with --broker mqtt://host:port or in MQTT_URL")
        }
        guard broker == nil || parts.password == nil else {
            throw CommandFailure(.failed, "a password is never an argument; put the whole URL into MQTT_URL")
        }
        let account = parts.user.map { PlantBroker.Account(user: $0, password: Secret(parts.password ?? "")) }
        return PlantBroker(host: host, port: parts.port ?? 1883) { _ in account }
    }
}
