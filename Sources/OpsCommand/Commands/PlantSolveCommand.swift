import ArgumentParser
import Foundation
import OpsPlant

/// `opstui plant solve`: a network file's flows and heads.
struct PlantSolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "solve", abstract: "Solve a network file once: flows in L/s, heads in m.",
        discussion: """
            The file (YAML) lists reservoirs {id, head_m}, junctions {id, elevation_m, demand_lps, leak_c}, pipes {id, \
            from, to, length_m, diameter_m, roughness_mm, minor_k} and valves {id, from, to, diameter_m, k, closed}; \
            numbers that are left out are 0. A leak loses leak_c·√(pressure head in m) m³/s. A node that no reservoir \
            reaches has no head. Exit 1 where there is no solution.
            """)

    @Argument(help: "The network file; - reads standard input.")
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await reporting {
            let solution = try NetworkFile.network(in: try text(), file: file).solved()
            Output.write(json ? try Self.json(solution) : Self.table(solution))
        }
    }

    private func text() throws -> String {
        let limit = NetworkFile.lengthLimit + 1
        let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let handle, let data = try? handle.read(upToCount: limit) ?? Data(),
            let text = String(data: data, encoding: .utf8)
        else { throw CommandFailure(.failed, "\(file): cannot be read as UTF-8 text") }
        return text
    }

    private static func json(_ solution: HydraulicSolution) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(solution), as: UTF8.self) + "\n"
    }

    private static func table(_ solution: HydraulicSolution) -> String {
        let width = max(4, (solution.links.keys.map(\.count) + solution.nodes.keys.map(\.count)).max() ?? 0)
        let names = { (name: String) in name.padding(toLength: width, withPad: " ", startingAt: 0) }
        var lines = ["\(names("link"))  flow L/s"]
        for (id, link) in solution.links.sorted(by: { $0.key < $1.key }) {
            lines.append("\(names(id))  \(number(link.flow))")
        }
        lines += ["", "\(names("node"))    head m  pressure m  leak L/s"]
        for (id, node) in solution.nodes.sorted(by: { $0.key < $1.key }) {
            lines.append("\(names(id))  \(number(node.head))    \(number(node.pressure))  \(number(node.leak))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func number(_ value: Double?) -> String {
        let text = value.map { String(format: "%.3f", $0) } ?? "-"
        return String(repeating: " ", count: max(0, 8 - text.count)) + text
    }
}
