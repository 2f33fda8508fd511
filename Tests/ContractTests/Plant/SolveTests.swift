import Foundation
import OpsChildren
import Testing

/// `opstui plant solve` as a script meets it.
@Suite(.timeLimit(.minutes(2))) struct SolveTests {
    private static let network = """
        reservoirs: [{id: R, head_m: 30}]
        junctions: [{id: A, demand_lps: 5}, {id: B}]
        pipes: [{id: P, from: R, to: A, length_m: 100, diameter_m: 0.1, roughness_mm: 0.1}]
        valves: [{id: V, from: A, to: B, diameter_m: 0.1, k: 2, closed: true}]
        """

    @Test("C2, plant: a network file's flows and heads; what is cut off has no head; no solution is exit code 1")
    func solve() async throws {
        let place = try Place()
        let file = place.file("net.yaml")
        try Self.network.write(toFile: file, atomically: true, encoding: .utf8)
        let run = try await Opstui.run(["plant", "solve", file, "--json"], in: place)
        #expect(run.status == .status(0), "\(run.errors)")
        let answer = try run.json
        #expect(answer["links"]["P"]["flow_lps"].number.map { abs($0 - 5) < 1e-3 } == true)
        #expect(answer["links"]["V"]["flow_lps"].number == 0)
        #expect(answer["nodes"]["B"].names == ["head_m", "pressure_m", "leak_lps"])
        #expect(answer["nodes"]["B"]["head_m"] == .null)
        let table = try await Opstui.run(["plant", "solve", "-"], in: place, input: file)
        #expect(table.status == .status(0) && table.output.contains("flow L/s") && table.output.contains("5.000"))

        try "junctions: [{id: A}]".write(toFile: file, atomically: true, encoding: .utf8)
        let refused = try await Opstui.run(["plant", "solve", file], in: place)
        #expect(refused.status == .status(1) && refused.errors.contains("no reservoir"))
        #expect(try await Opstui.run(["plant", "solve", place.file("none")], in: place).status == .status(1))
    }
}
