/// promtool's unit tests for rules and expressions, run in this process.
public enum RuleTests {
    /// The files that a test file asks for.
    public struct Files {
        /// Reads a file as text, or throws why it cannot be read.
        let read: (String) throws -> String
        /// The names that a pattern with `*`, `?` and `[…]` matches, relative to the test file where it is no absolute
        /// path.
        let match: (String) -> [String]

        /// Files by these two functions; the library itself opens none.
        public init(read: @escaping (String) throws -> String, match: @escaping (String) -> [String]) {
            self.read = read
            self.match = match
        }
    }

    /// Runs every expectation of a test file.
    ///
    /// A file that cannot be read as such is one failed result of the kind `file`. An expression that cannot be parsed
    /// or evaluated is a failed result with its error; so are all results of a test whose series or rules are faulty.
    ///
    /// - Parameters:
    ///   - text: The YAML text of the test file.
    ///   - name: Its name, for results.
    ///   - files: How rule files are found and read.
    ///   - limits: What a test may cost.
    public static func run(
        text: String, name: String, files: Files, limits: RuleTestLimits = RuleTestLimits()
    ) -> [RuleTestResult] {
        do {
            guard text.utf8.count <= RuleTestFile.lengthLimit else {
                throw RuleFileError(
                    file: name, line: 1, message: "the file is longer than \(RuleTestFile.lengthLimit) bytes")
            }
            let file = try RuleTestFileReader(file: name).file(in: text)
            let groups = Result { try rules(of: file, files) }
            return file.groups.enumerated().flatMap { index, group in
                var run = RuleTestRun(file: file, group: group, number: index, limits: limits)
                return run.results(groups)
            }
        } catch {
            return [failure(of: name, "\(error)")]
        }
    }

    /// A file that cannot be used, as a result.
    public static func failure(of name: String, _ message: String) -> RuleTestResult {
        RuleTestResult(
            file: name, test: "", kind: .file, subject: "", evaluationTime: "", line: 0, expected: "", actual: nil,
            error: message, passed: false)
    }

    private static func rules(of file: RuleTestFile, _ files: Files) throws -> [RuleGroup] {
        var groups: [RuleGroup] = []
        for pattern in file.ruleFiles {
            for name in files.match(pattern).sorted() {
                groups += try RuleFile.load(text: try files.read(name), name: name).groups
            }
        }
        let places = Dictionary(file.groupOrder.enumerated().map { ($1, $0) }) { first, _ in first }
        return groups.enumerated().sorted {
            let (left, right) = (places[$0.element.name] ?? 0, places[$1.element.name] ?? 0)
            return left == right ? $0.offset < $1.offset : left < right
        }.map(\.element)
    }
}

/// What one test may cost, so that a hostile file ends with a word instead of never.
public struct RuleTestLimits: Sendable, Hashable {
    /// Samples of all input series at most.
    public var samples = 10_000_000
    /// Input series at most.
    public var series = 1_000_000
    /// Evaluations of rules at most.
    public var evaluations = 5_000_000
    /// What one query may cost.
    public var query: QueryLimits

    /// The limits above; queries may load 50 million samples, as in Prometheus.
    public init() {
        query = QueryLimits()
        query.samples = 50_000_000
    }
}
