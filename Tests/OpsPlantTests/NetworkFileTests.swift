import OpsPlant
import Testing

@Suite struct NetworkFileTests {
    private static let reservoir = "reservoirs: [{id: R, head_m: 9}]\njunctions: [{id: J}]\n"

    @Test func numbersThatAreLeftOutAreZero() throws {
        let network = try NetworkFile.network(
            in: Self.reservoir + "pipes: [{id: P, from: R, to: J, diameter_m: 0.1}]\nvalves:\n", file: "n.yaml")
        #expect(network.junctions == [.init(id: "J")])
        #expect(network.links == [.init(id: "P", from: "R", to: "J", diameter: 0.1)])
    }

    @Test func jsonIsReadToo() throws {
        let network = try NetworkFile.network(
            in: "{\"reservoirs\": [{\"id\": \"R\", \"head_m\": 9.5}]}", file: "n.json")
        #expect(network.reservoirs == [.init(id: "R", head: 9.5)])
    }

    @Test(arguments: [
        ("pipes: [{id: P, from: R, to: X, diameter_m: 1}]", "n.yaml:3: to: there is no node X"),
        ("pipes: [{id: P, from: R, to: R, diameter_m: 1}]", "n.yaml:3: P: leads from R to itself"),
        ("pipes: [{id: P, from: R, to: J}]", "n.yaml:3: P: diameter_m must be from 0.001 to 100"),
        ("pipes: [{id: P, from: R, to: J, diameter_m: 1, length_m: -1}]", "length_m: expected a number from 0"),
        ("pipes: [{id: P, from: R, to: J, diameter_m: 1, length_m: .nan}]", "length_m: expected a number from 0"),
        ("pipes: [{id: P, from: R, to: J, diameter_m: 0.1, roughness_mm: 60}]", "larger than half the pipe's diameter"),
        ("valves: [{id: V, from: R, to: J, diameter_m: 1, closed: perhaps}]", "closed: expected true or false"),
        ("valves: [{id: V, from: R, to: J, diameter_m: 1, lenght_m: 1}]", "unknown field lenght_m; known: closed,"),
        (
            "valves:\n- {id: V, from: R, to: J, diameter_m: 1}\n- {id: V, from: R, to: J, diameter_m: 1}",
            "V is used twice"
        ),
        ("pumps: []", "unknown field pumps"), ("pipes: 7", "expected a list"), ("pipes: [7]", "expected fields"),
        ("pipes: [", "no YAML"),
    ])
    func mistakesAreSaidWithTheirLine(text: String, wanted: String) {
        let error = #expect(throws: HydraulicError.self) {
            try NetworkFile.network(in: Self.reservoir + text, file: "n.yaml")
        }
        #expect(error?.description.contains(wanted) == true, "\(error?.description ?? "")")
    }
}
