/// Numbers for people: the template functions of Prometheus (template/template.go).
enum Humanized {
    private static let large = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
    private static let small = ["m", "u", "n", "p", "f", "a", "z", "y"]

    /// With a metric prefix: 1234567 is `1.235M`.
    static func metric(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return GoFormat.format("%.4g", value) }
        if abs(value) < 1 { return fraction(value) }
        var (scaled, prefix) = (value, "")
        for next in large where abs(scaled) >= 1_000 { (scaled, prefix) = (scaled / 1_000, next) }
        return GoFormat.format("%.4g", scaled) + prefix
    }

    /// With a binary prefix: 2048 is `2ki`.
    static func binary(_ value: Double) -> String {
        guard abs(value) > 1, value.isFinite else { return GoFormat.format("%.4g", value) }
        var (scaled, prefix) = (value, "")
        for next in large where abs(scaled) >= 1_024 { (scaled, prefix) = (scaled / 1_024, next + "i") }
        return GoFormat.format("%.4g", scaled) + prefix
    }

    /// Seconds as `1d 2h 3m 4s`, or with a prefix below one second.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite else { return GoFormat.format("%.4g", seconds) }
        if seconds == 0 { return "0s" }
        guard abs(seconds) >= 1 else { return fraction(seconds) + "s" }
        let sign = seconds < 0 ? "-" : ""
        // What does not fit becomes the least number, as in Go.
        let whole = Int64(exactly: abs(seconds).rounded(.down)) ?? .min
        let (days, hours, minutes) = (whole / 86_400, whole / 3_600 % 24, whole / 60 % 60)
        if days != 0 { return "\(sign)\(days)d \(hours)h \(minutes)m \(whole % 60)s" }
        if hours != 0 { return "\(sign)\(hours)h \(minutes)m \(whole % 60)s" }
        if minutes != 0 { return "\(sign)\(minutes)m \(whole % 60)s" }
        return sign + GoFormat.format("%.4g", abs(seconds)) + "s"
    }

    /// A ratio in percent: 0.0123 is `1.23%`.
    static func percentage(_ ratio: Double) -> String {
        GoFormat.format("%.4g", ratio * 100) + "%"
    }

    private static func fraction(_ value: Double) -> String {
        var (scaled, prefix) = (value, "")
        for next in small where abs(scaled) < 1 { (scaled, prefix) = (scaled * 1_000, next) }
        return GoFormat.format("%.4g", scaled) + prefix
    }
}
