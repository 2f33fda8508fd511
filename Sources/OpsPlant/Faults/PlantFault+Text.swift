import OpsCore

/// Faults as a person writes them: a word, and for most an `=` and a number.
extension PlantFault {
    /// What each word means, for help and messages.
    public static let words: [(word: String, meaning: String)] = [
        ("stuck", "takes commands and does not move"), ("slow=0.1", "moves at this share of its pace"),
        ("fast=4", "its speed is set too high for its pipe"),
        ("stiction=10", "holds until the demand is this far off, %"),
        ("leak=0.015", "a hole behind it, C in q = C·√p (m³/s, m)"), ("passing=0.01", "closed, this opening remains"),
        ("local", "somebody turned the switch to local"), ("reboot", "restarts; a new boot_id, the memory kept"),
        ("silent", "neither hears nor speaks"), ("interlock=NAME", "reports a condition that forbids movement"),
        ("limits", "both limit switches report"), ("skew=-30", "its clock is off by seconds"),
        ("duplicate", "each command reaches it twice"), ("reorder", "commands overtake each other"),
        ("drift=40", "moves there by itself"), ("none", "all of its faults end"),
    ]

    /// Reads one of ``words``; nil where it is none, or its number is missing or out of range.
    public init?(parsing text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts.first ?? ""
        guard parts.count == 2 else {
            guard let plain = Self.plain[name] else { return nil }
            self = plain
            return
        }
        if name == "interlock" {
            guard (1...40).contains(parts[1].count), SafeText.clean(parts[1], limit: 40) == parts[1] else { return nil }
            self = .interlock([parts[1]])
            return
        }
        guard let value = Double(parts[1]), let fault = Self.measured(name, value) else { return nil }
        self = fault
    }

    private static let plain: [String: PlantFault] = [
        "stuck": .stuck, "local": .localMode, "reboot": .reboot, "silent": .silent, "limits": .limitSwitches,
        "duplicate": .duplicatedCommands, "reorder": .reorderedCommands, "none": .none,
    ]

    private static func measured(_ name: String, _ value: Double) -> PlantFault? {
        func within(_ range: ClosedRange<Double>, _ fault: PlantFault) -> PlantFault? {
            range.contains(value) ? fault : nil
        }
        switch name {
        case "slow": return within(0...1, .slow(pace: value))
        case "fast": return within(1...20, .fast(pace: value))
        case "stiction": return within(0...100, .stiction(percent: value))
        case "leak": return within(0...0.1, .leak(coefficient: value))
        case "passing": return within(0...1, .passing(opening: value))
        case "skew": return within(-3600...3600, .clockSkew(seconds: value))
        case "drift": return within(0...100, .driftTo(value))
        default: return nil
        }
    }

    /// As ``init(parsing:)`` reads it.
    public var text: String {
        switch self {
        case .stuck: "stuck"
        case .slow(let pace): "slow=\(pace)"
        case .fast(let pace): "fast=\(pace)"
        case .stiction(let percent): "stiction=\(percent)"
        case .leak(let coefficient): "leak=\(coefficient)"
        case .passing(let opening): "passing=\(opening)"
        case .localMode: "local"
        case .reboot: "reboot"
        case .silent: "silent"
        case .interlock(let names): "interlock=\(names.joined(separator: "+"))"
        case .limitSwitches: "limits"
        case .clockSkew(let seconds): "skew=\(seconds)"
        case .duplicatedCommands: "duplicate"
        case .reorderedCommands: "reorder"
        case .driftTo(let position): "drift=\(position)"
        case .none: "none"
        }
    }
}
