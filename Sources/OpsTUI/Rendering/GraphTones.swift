/// Which tone stands for which part of a graph.
struct GraphTones: Hashable, Sendable {
    var body: Tone = .graph
    var limit: Tone = .limit
    var attention: Tone = .attention
    var alarm: Tone = .alarm

    static let standard = GraphTones()
}
