using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary>A small organisation on a clock that stands where a test puts it, and commands run over it.</summary>
sealed class SmallBank : IDisposable
{
    public const string Text = """
        merlon: 1
        name: Harbor Bank
        sectors: [finance]
        platforms: [Windows]
        log_sources:
          - {source: sysmon, devices: 80%}
        mitigations:
          - {mitigation: M1032, degree: partial, since: 2026-01-01}
        """;

    readonly ScratchFolder folder = new();

    public SmallBank() => Write(Text);

    public DateTimeOffset Now { get; set; } = new(2026, 11, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Stands at <see cref="Now"/>.</summary>
    public TimeProvider Clock => new StandingClock(Now);

    public string Path => folder.File("bank");

    public string File(string name) => folder.File(name);

    public void Write(string text) => folder.Write("bank/organisation.yaml", text);

    /// <summary>With sysmon on another share of the devices.</summary>
    public void Devices(string share) => Write(Text.Replace("80%", share, StringComparison.Ordinal));

    public CommandRun Run(params string[] args) => CommandRun.On(terminal => terminal with { Clock = Clock }, args);

    public void Assess() => Run("assess", Path, "--json").ExitCode.ShouldBe(ExitCode.Success);

    public void Dispose() => folder.Dispose();

    sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
