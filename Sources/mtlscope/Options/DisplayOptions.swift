import ArgumentParser
import HandshakeAnalysis

/// How text for people is laid out, and whose clock it shows.
struct DisplayOptions: ParsableArguments {
    @OptionGroup var text: TextOptions

    @Flag(help: "Show times in UTC instead of local time.")
    var utc = false

    var clock: WallClock { utc ? .utc : .local }
}
