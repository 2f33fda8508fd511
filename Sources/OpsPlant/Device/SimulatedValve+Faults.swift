import OpsCore
import OpsMQTT

/// What goes wrong with it, and right again.
extension SimulatedValve {
    /// Makes something go wrong, or right again with `none`. What happens to the water (`leak`, `passing`) is the
    /// plant's and does nothing here.
    public func inject(_ fault: PlantFault) async {
        dynamics.advance(to: clock.monotonic)
        switch fault {
        case .stuck: dynamics.isStuck = true
        case .slow(let pace): dynamics.pace = min(max(pace, 0), 1)
        case .fast(let pace): await hurry(min(max(pace, 1), 20))
        case .stiction(let percent): dynamics.stiction = max(percent, 0)
        case .localMode: await perform(device.setMode(.local, at: now))
        case .reboot: await reboot()
        case .silent: isSilent = true
        case .interlock(let names): await forbid(names)
        case .limitSwitches: await breakSwitches()
        case .clockSkew(let seconds): skewSeconds = seconds
        case .duplicatedCommands: disturbance.kind = .duplicate
        case .reorderedCommands: disturbance.kind = .reorder
        case .driftTo(let position): await drift(to: position)
        case .leak, .passing: break
        case .none: await recover()
        }
    }

    /// Conditions that hold now: those of a fault, and that a stroke would be shorter than its pipe bears.
    var interlocks: [String] {
        dynamics.strokeSeconds < minimumStroke ? foreignInterlocks + [Self.travelTimeInterlock] : foreignInterlocks
    }

    /// Nothing is wrong with it, it rests, and its link is up.
    var isWell: Bool {
        !dynamics.isStuck && dynamics.pace == 1 && skewSeconds == 0 && !isSilent && !hasBadSwitches
            && interlocks.isEmpty && device.mode == .remote && device.interlocks.isEmpty && dynamics.target == nil
            && client?.link.connected == true
    }

    private func hurry(_ pace: Double) async {
        dynamics.pace = pace
        await perform(device.setInterlocks(interlocks))
    }

    private func forbid(_ names: [String]) async {
        foreignInterlocks = names
        await perform(device.setInterlocks(interlocks))
    }

    private func breakSwitches() async {
        hasBadSwitches = true
        reportState()
    }

    private func recover() async {
        dynamics.isStuck = false
        dynamics.pace = 1
        restoreStiction()
        skewSeconds = 0
        isSilent = false
        hasBadSwitches = false
        foreignInterlocks = []
        disturbance.kind = .none
        await perform(device.setMode(.remote, at: now) + device.setInterlocks(interlocks))
        reportState()
    }
}
