import ArgumentParser

/// How the dashboard looks and what it may do.
struct FaceOptions: ParsableArguments {
    @Flag(name: .customLong("read-only"), help: "Show everything, act on nothing.")
    var readOnly = false

    @Option(help: ArgumentHelp("A theme: default, light, mono, high-contrast, or one of your own.", valueName: "name"))
    var theme = "default"
}
