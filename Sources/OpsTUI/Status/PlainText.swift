import OpsCore

/// The panes as calm plain text, for pipes, scripts and terminals that cannot show more. No escape sequences; text from
/// outside is made safe.
public enum PlainText {
    /// Limits of the width, characters.
    static let narrowest = 40
    static let widest = 400

    /// The snapshot as lines of at most `width` characters (40 to 400), ages at the snapshot's own time.
    public static func render(_ snapshot: OpsSnapshot, width: Int) -> String {
        let width = min(max(width, narrowest), widest)
        var lines = head(snapshot)
        lines += PlainSections.signals(snapshot)
        lines += PlainSections.incidents(snapshot, width: width)
        lines += PlainSections.alerts(snapshot)
        lines += PlainSections.breakers(snapshot)
        lines += PlainSections.valves(snapshot)
        lines += PlainSections.tenants(snapshot)
        lines += PlainSections.commands(snapshot)
        return lines.map { cut($0, width) }.joined(separator: "\n") + "\n"
    }

    private static func head(_ snapshot: OpsSnapshot) -> [String] {
        let server = snapshot.server
        let assessment = Assessment(of: snapshot, at: snapshot.at)
        var first = "opstui  \(server.site) \(server.host)  \(Quantity.clock(snapshot.at))Z  \(assessment.summary)"
        if server.demo { first += "  DEMO" }
        var facts = ["version \(server.version)"]
        if server.embedded { facts.append("embedded") }
        if !server.rules.isEmpty { facts.append("rules \(server.rules)") }
        let fault = server.rulesFault.map { ["  rules not reloaded, the old ones are in force: \($0)"] } ?? []
        facts.append("limiter \(server.limiter)")
        if !snapshot.caller.isEmpty { facts.append("you are \(snapshot.caller)") }
        let links = snapshot.links.map { link -> String in
            let age = link.lastSeenAt.map { " " + Quantity.duration(snapshot.at.seconds(since: $0)) } ?? ""
            return "\(link.name.rawValue) \(link.state.rawValue)\(link.state == .off ? "" : age)"
        }
        let slo = snapshot.slo.map(ObjectiveWords.line)
        return [first, "  " + facts.joined(separator: ", ")] + fault
            + (links.isEmpty ? [] : ["  links: " + links.joined(separator: ", ")]) + slo.map { "  " + $0 }
    }

    private static func cut(_ line: String, _ width: Int) -> String {
        var text = SafeText.clean(line, limit: width)
        while text.last == " " { text.removeLast() }
        return text
    }
}
