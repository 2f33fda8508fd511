import OpsCore
import OpsPlant

/// A device's link and its power.
extension VirtualRun {
    mutating func connectDevice(_ index: Int) {
        guard !devices[index].isDown, devices[index].session == nil else { return }
        guard broker.isUp, time >= broker.thawsAt else {
            return schedule(.deviceConnects(index), in: between(300...2_000))
        }
        devices[index].sessions += 1
        devices[index].session = devices[index].sessions
        sendToBroker(.availability(.online, topic: index), longest: 3_000)
        report(index)
    }

    mutating func disconnectDevice(_ index: Int) {
        guard devices[index].session != nil else { return }
        devices[index].session = nil
        note("\(devices[index].configuration.id) loses its link")
        // Its will; where the broker died with the link, nobody says it.
        schedule(.toBroker(.availability(.offline, topic: index), life: broker.life), in: between(1...1_500))
        schedule(.deviceConnects(index), in: between(1_600...4_000))
    }

    mutating func reboot(_ index: Int, for milliseconds: Int64) {
        guard !devices[index].isDown else { return }
        note("\(devices[index].configuration.id) restarts")
        disconnectDevice(index)
        let now = deviceNow(index)
        devices[index].dynamics.halt(at: now.monotonic)
        judge.rebooted(former: devices[index].device.lastCommandID, at: time)
        devices[index].isDown = true
        schedule(.over(.reboot(valve: index, milliseconds: milliseconds)), in: milliseconds)
    }

    mutating func startDevice(_ index: Int) {
        devices[index].isDown = false
        devices[index].boots += 1
        devices[index].sequence = 0
        if plan.seed.isMultiple(of: 2) { devices[index].formerCommand = devices[index].device.lastCommandID }
        let configuration = devices[index].configuration
        devices[index].device = EdgeDevice(
            valve: configuration.id, bootID: "b\(devices[index].boots)",
            safePosition: configuration.safePosition, memory: devices[index].device.memory, seed: random.next())
        schedule(.deviceConnects(index), in: between(50...1_000))
    }
}
