import ArgumentParser
import Foundation
import Logging
import OpsClient
import OpsCore
import OpsDemo
import OpsTUI

/// `opstui demo`: a whole site on this machine, real but for the plant.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A whole site on this machine: real broker, Redis and HTTP traffic, a simulated plant.",
        discussion: """
            Starts mosquitto and redis-server as children, in a private directory, and ends them with itself. Rules and \
            limits are the demo's own, and marked so on the screen. Without a terminal, or with --headless, it plays \
            its drill to the end, prints the last screen and what the drill saw, and exits 0 if all of it worked.
            """)

    @Option(
        help: "What happens: calm, outage (the upstream fails and recovers) or leak (a pipeline leaks until isolated).")
    var scenario: DemoScenario = .outage

    @Option(help: ArgumentHelp("End after this many seconds.", valueName: "n"))
    var seconds: Int?

    @Flag(help: "Play the drill without a screen.")
    var headless = false

    @Flag(name: .customLong("no-traffic"), help: "No HTTP traffic.")
    var noTraffic = false

    @Option(help: ArgumentHelp("The same seed gives the same traffic and the same plant.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write addresses and credentials there, mode 0600.", valueName: "file"))
    var endpoints: String?

    @Option(help: ArgumentHelp("The Unix socket to serve on.", valueName: "path"))
    var socket: String?

    @Flag(
        name: .customLong("no-recovery"),
        help: "Break the drill on purpose: the upstream never recovers, or a valve sticks.")
    var noRecovery = false

    @OptionGroup var faults: FaultOptions

    @OptionGroup var face: FaceOptions

    func validate() throws {
        if let seconds, !(1...86_400).contains(seconds) {
            throw ValidationError("--seconds takes a number from 1 to 86400")
        }
    }

    func run() async throws {
        ProcessMemory.settle()
        try await reporting {
            let isHeadless = headless || DashboardFace.terminalProblem != nil
            // From the first moment: a signal during the start ends the demo once it can be ended whole.
            let early = EarlySignal()
            defer { early.cancel() }
            let place = try DemoPlace.take(named: socket)
            defer { place.leave() }
            if isHeadless { try await playDrill(place, early) } else { try await showLive(place, early) }
        }
    }

    private func options(_ place: DemoPlace) throws -> DemoOptions {
        var options = DemoOptions(scenario: scenario, traffic: !noTraffic, seed: seed, socketPath: place.socketPath)
        options.endpointsFile = endpoints
        options.recovers = !noRecovery
        options.faults = try faults.plan(isBrokerOurs: true, seed: seed)
        return options
    }

    private func start(_ options: DemoOptions) async throws -> Demo {
        try await Demo.start(options) { path in try ServerLog.logger(path: path, level: .notice) }
    }

    // MARK: On the screen

    private func showLive(_ place: DemoPlace, _ early: EarlySignal) async throws {
        Output.note("starting broker, Redis, server and plant …")
        var options = try options(place)
        options.seconds = seconds
        let demo = try await start(options)
        let client = OpsClient(endpoint: .unix(path: demo.socketPath))
        // They hear signals from here on, so that none falls between them and the early one.
        let (lingering, screen) = (Lingering(runtime: demo.server), DashboardFace(client: client, options: face))
        do {
            if let number = early.number { throw CommandFailure(.failed, "ended by signal \(number)") }
            let end = try await screen.run(seconds: seconds, quitWarning: { await lingering.warning() })
            await client.close()
            await lingering.wait(after: end)
        } catch {
            await client.close()
            await demo.stop()
            throw error
        }
        await demo.stop()
    }

    // MARK: Without one

    private func playDrill(_ place: DemoPlace, _ early: EarlySignal) async throws {
        var options = try options(place)
        options.outageDelay = 6
        options.outageLength = 8
        options.outagePause = nil
        let demo = try await start(options)
        // The leak's operator sits elsewhere: over HTTP, with a key.
        let client = scenario == .leak ? demo.operatorClient() : OpsClient(endpoint: .unix(path: demo.socketPath))
        let drill = DrillRun(client: client, scenario: scenario, traffic: !noTraffic, seconds: seconds)
        if let number = early.number {
            await client.close()
            await demo.stop()
            throw CommandFailure(.failed, "ended by signal \(number)")
        }
        let outcome = await drill.play()
        await client.close()
        await demo.stop()
        Output.write(outcome.text)
        guard outcome.passed else { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }
}

extension DemoScenario: ExpressibleByArgument {}
