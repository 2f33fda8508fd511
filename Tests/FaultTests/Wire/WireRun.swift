import Foundation
import Glibc
import NIOHTTP1
import OpsChildren
import OpsCore
import OpsTestSupport

/// The schedules of one site, all at once.
struct WireRun: Sendable {
    private struct Valve: Sendable {
        var plan: WirePlan
        var device: WitnessedDevice
        var link: FaultyLink
    }

    let site: FaultSite
    let fault: SiteFault
    let plans: [WirePlan]

    /// The promises that were broken.
    func run() async throws -> [String] {
        var valves: [Valve] = []
        for plan in plans {
            let link = try await FaultyLink.start(to: site.broker.port)
            let device = WitnessedDevice(
                plan.valve, port: link.port, skewSeconds: plan.skewSeconds, doubling: plan.doubling, seed: plan.seed)
            await device.start()
            valves.append(Valve(plan: plan, device: device, link: link))
        }
        try await eventually(within: .seconds(120), "the server's link") { await site.isReady() }
        try await eventually(within: .seconds(120), "every valve's report") { try await areFresh(valves) }
        await happen(valves)
        let found = try await judge(valves)
        await leave(valves)
        return found
    }

    /// Orders and faults, each at its time.
    private func happen(_ valves: [Valve]) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await spoil() }
            for valve in valves {
                for order in valve.plan.orders {
                    group.addTask {
                        try? await Task.sleep(for: .milliseconds(order.at))
                        await site.order(order, on: valve.plan.valve.id)
                    }
                }
                for (at, fault) in valve.plan.faults {
                    group.addTask {
                        try? await Task.sleep(for: .milliseconds(at))
                        await Self.spoil(valve, fault)
                    }
                }
            }
        }
    }

    private static func spoil(_ valve: Valve, _ fault: WirePlan.Fault) async {
        switch fault {
        case .cut: valve.link.cut()
        case .held(let milliseconds):
            await valve.link.hold()
            try? await Task.sleep(for: .milliseconds(milliseconds))
            await valve.link.letGo()
        case .reboot: await valve.device.reboot()
        case .stuck(let milliseconds):
            await valve.device.setStuck(true)
            try? await Task.sleep(for: .milliseconds(milliseconds))
            await valve.device.setStuck(false)
        }
    }

    /// The site's own fault, in the middle of everything, and its end.
    private func spoil() async {
        try? await Task.sleep(for: .milliseconds(WirePlan.span / 2))
        switch fault {
        case .none: break
        case .brokerFrozen:
            site.broker.server.kill(SIGSTOP)
            try? await Task.sleep(for: .seconds(7))
            site.broker.server.kill(SIGCONT)
        case .brokerKilled:
            site.broker.server.kill(SIGKILL)
            try? await Task.sleep(for: .seconds(1))
            try? await site.broker.server.restart()
        case .serverKilled:
            site.killServer()
            try? await Task.sleep(for: .seconds(1))
            try? await site.startServer()
        case .serverCut: site.link.cut()
        case .serverHeld:
            await site.link.hold()
            try? await Task.sleep(for: .seconds(8))
            await site.link.letGo()
        }
    }

    private func areFresh(_ valves: [Valve]) async throws -> Bool {
        let (status, body) = try await site.ask(.GET, "/valves")
        guard status == 200 else { return false }
        let known = try OpsJSON.decoder().decode([ValveStatus].self, from: Data(body.utf8))
        return known.count == valves.count && known.allSatisfy { $0.online == true && $0.bootId != nil }
    }

    // MARK: The end

    private func judge(_ valves: [Valve]) async throws -> [String] {
        let ids = valves.flatMap { $0.plan.orders.map(\.key) }
        var commands: [String: CommandStatus] = [:]
        var open: [String] = []
        do {
            try await eventually(within: .seconds(240), "every command's end") {
                guard await site.isReady() else { return false }
                open = []
                for id in ids where commands[id]?.state.isFinal != true {
                    commands[id] = try await site.command(id)
                    if let state = commands[id]?.state, !state.isFinal { open.append("\(id) \(state.rawValue)") }
                }
                if !open.isEmpty { try await Task.sleep(for: .seconds(1)) }
                return open.isEmpty
            }
        } catch is NeverHeld {
            return ["never ended: \(open)"]
        }
        var found: [String] = []
        for valve in valves {
            let judge = WireJudge(
                plan: valve.plan, acts: await valve.device.acts, rests: await valve.device.rests,
                grants: await valve.device.grants, commands: commands.filter { $0.value.valveId == valve.plan.valve.id }
            )
            found += judge.violations.map { "\(valve.plan.valve.id), seed \(valve.plan.seed): \($0)" }
        }
        return found + gaps(commands)
    }

    /// Schedules in which hardly anything happens prove nothing.
    private func gaps(_ commands: [String: CommandStatus]) -> [String] {
        let confirmed = commands.values.count { $0.state == .confirmed }
        return confirmed >= valvesExpected ? [] : ["only \(confirmed) of \(commands.count) commands were confirmed"]
    }

    private var valvesExpected: Int { plans.count / 5 }

    private func leave(_ valves: [Valve]) async {
        await withTaskGroup(of: Void.self) { group in
            for valve in valves {
                group.addTask {
                    await valve.device.stop()
                    await valve.link.close()
                }
            }
        }
    }
}
