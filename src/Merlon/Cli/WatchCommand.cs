using System.CommandLine;
using System.Globalization;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon watch</c>: assesses again whenever the files change.</summary>
static class WatchCommand
{
    const int IntervalDefault = 10, IntervalMax = 86_400, ChangesMax = 1_000_000, QuietTimesMax = 10_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("watch", "Assess again whenever the organisation's file, rules, logs or the release in use change, and say what moved.")
        {
            Examples =
            [
                new("merlon watch my-organisation", "Looks every ten seconds until Ctrl-C."),
                new("merlon watch my-organisation --logs /var/log/collected --quiet-after 6h --json", "One JSON line for each assessment and finding; log sources that fall silent are findings."),
                new("merlon watch my-organisation --once", "One look against the last recorded assessment: exit code 1 when coverage fell or a log source is silent."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var logs = OptionReading.Texts("--logs", "A log file, or a folder whose entries are log sources (may be repeated).", "PATH");
        var interval = OptionReading.Text("--interval", "Seconds between looks, 0.05 to 86400 (default: 10).", "S");
        var quietAfter = OptionReading.Text("--quiet-after", "Silence after which a log source is a finding: 90m, 24h, 7d (default: 24h).", "TIME");
        var quietTimes = OptionReading.Number("--quiet-times", "How many of its usual intervals a log source may be silent, 0 for any", 0, 0, QuietTimesMax);
        var fell = OptionReading.Text("--fell", "Least fall of a technique or of the whole that is a finding, 0 to 1 (default: 0.01).", "SHARE");
        var once = new Option<bool>("--once") { Description = "Look once and end." };
        var record = new Option<bool>("--record") { Description = "Record each assessment in the journal." };
        var untilChanges = OptionReading.Number("--until-changes", "End after so many assessments that followed a change, 0 for never", 0, 0, ChangesMax);
        var json = OptionReading.Json();
        json.Description = "Print one JSON document a line for each assessment and finding (NDJSON).";
        foreach (var option in (Option[])[logs, interval, quietAfter, quietTimes, fell, once, record, untilChanges, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            var assess = choice.RequestIn(parse, parse.GetValue(record));
            if (AssessmentChoice.IsMissing(assess, terminal))
            {
                return ExitCode.BadInput;
            }

            WatchRequest request = new(assess.OrganisationPath, choice.WorkspaceIn(parse), assess.RulePaths, parse.GetValue(logs) ?? [], SpanOf(parse.GetValue(quietAfter)), parse.GetValue(quietTimes));
            WatchSettings settings = new(IntervalOf(parse.GetValue(interval)), CompareCommand.FallOf(parse.GetValue(fell)), parse.GetValue(once), parse.GetValue(untilChanges), parse.GetValue(json));
            return await new WatchRun(terminal, assess, request, settings).RunAsync(cancellationToken);
        });
        return command;
    }

    static TimeSpan IntervalOf(string? text)
        => text is null ? TimeSpan.FromSeconds(IntervalDefault)
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.05 and <= IntervalMax ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidDataException($"--interval takes seconds from 0.05 to {IntervalMax}, not '{text}'");

    /// <summary>A time such as <c>90m</c>, <c>24h</c> or <c>7d</c>.</summary>
    static TimeSpan SpanOf(string? text)
    {
        if (text is null)
        {
            return TimeSpan.FromHours(24);
        }

        var minutes = text.Length == 0 ? 0 : text[^1] switch { 'm' => 1, 'h' => 60, 'd' => 1_440, _ => 0 };
        return minutes > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 100_000
            ? TimeSpan.FromMinutes((double)count * minutes)
            : throw new InvalidDataException($"--quiet-after takes a time such as 90m, 24h or 7d, not '{text}'");
    }
}

/// <summary>How a watch goes.</summary>
/// <param name="Interval">Time between looks.</param>
/// <param name="Fell">Least fall that is a finding, above 0 and up to 1.</param>
/// <param name="Once">Whether to look once only.</param>
/// <param name="UntilChanges">Assessments after the first at which it ends; 0 for never.</param>
/// <param name="AsJson">Whether to print NDJSON.</param>
sealed record WatchSettings(TimeSpan Interval, double Fell, bool Once, int UntilChanges, bool AsJson);

/// <summary>
/// The loop of a watch. The workspace is opened for each assessment and closed after it, so that others may write in between; what is kept from one
/// round to the next is the last good assessment.
/// </summary>
sealed class WatchRun(Terminal terminal, AssessRequest assess, WatchRequest request, WatchSettings settings)
{
    readonly OrganisationWatch watch = new(request, terminal.Clock);
    readonly Page page = new(terminal);
    WatchedAssessment? last;
    string trouble = "";
    bool hasFindings;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LoopAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Success; // a watch ends when it is told to
        }
    }

    async Task<int> LoopAsync(CancellationToken cancellationToken)
    {
        var assessed = "";
        var seen = "";
        var changes = 0;
        while (true)
        {
            foreach (var activity in watch.LookAtLogs())
            {
                Say(activity);
            }

            // A file that is still being written changes from one look to the next: it is left alone until it rests.
            var fingerprint = watch.Fingerprint(last);
            var isResting = last is null && trouble.Length == 0 || string.Equals(fingerprint, seen, StringComparison.Ordinal);
            seen = fingerprint;
            if (isResting && !string.Equals(fingerprint, assessed, StringComparison.Ordinal))
            {
                var before = last;
                if (await AssessAsync(cancellationToken) is { } isGood)
                {
                    // What changed while it was being read is seen at the next look; what is looked at may be more from now on.
                    var isStill = string.Equals(watch.Fingerprint(before), fingerprint, StringComparison.Ordinal);
                    assessed = seen = isStill ? watch.Fingerprint(last) : fingerprint;
                    changes += isGood && before is not null ? 1 : 0;
                }
            }

            if (settings.Once)
            {
                return last is null ? ExitCode.BadInput : hasFindings ? ExitCode.Findings : ExitCode.Success;
            }

            if (settings.UntilChanges > 0 && changes >= settings.UntilChanges)
            {
                return hasFindings ? ExitCode.Findings : ExitCode.Success;
            }

            await Task.Delay(settings.Interval, terminal.Clock, cancellationToken);
        }
    }

    /// <summary>True when it was assessed, false when the files are wrong, null when they could not be had: that is tried again.</summary>
    async Task<bool?> AssessAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var opened = Workspace.Open(terminal.WorkspaceAt(request.WorkspaceFolder, assess.Record ? WorkspaceAccess.Write : WorkspaceAccess.Read, assess.OrganisationPath));
            var read = await opened.AssessWatchedAsync(assess, last, cancellationToken);
            if (read.Value is not { } made)
            {
                Complain(string.Join("; ", read.Diagnostics.Where(static d => d.Severity == Severity.Error).Take(3).Select(static d => $"{d.Place}: {d.Message}")));
                return false;
            }

            trouble = "";
            last = made with { Move = null };
            Say(made);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Complain(e.Message);
            return null;
        }
    }

    void Say(WatchedAssessment made)
    {
        var isFall = made.Move is { } move && (move.HasFallen(settings.Fell) || move.Fallen(settings.Fell).Count > 0);
        hasFindings |= isFall;
        if (settings.AsJson)
        {
            JsonPrint.To(terminal, json => WatchJson.Write(json, made, terminal.Clock.GetUtcNow(), settings.Fell, isFall));
        }
        else
        {
            var summary = made.Moment.Summary;
            page.Paragraph($"{Moment()}  covered {MoveWords.Share(summary.Covered)}, visibility {MoveWords.Share(summary.Visibility)}, detection {MoveWords.Share(summary.Detection)}, prevention {MoveWords.Share(summary.Prevention)}", hanging: 2, tone: isFall ? Tone.Bad : Tone.Plain);
            foreach (var change in made.Changed.Take(5))
            {
                page.Paragraph(SafeText.Line($"{change.Kind.ToString().ToLowerInvariant()}: {change.Document}"), indent: 2);
            }

            foreach (var part in made.Move?.Parts.Take(5) ?? [])
            {
                page.Paragraph(SafeText.Line($"{MoveWords.Largest(part.Amount)} {part.Why}"), indent: 2, hanging: 2);
            }

            foreach (var fallen in made.Move?.Fallen(settings.Fell).Take(5) ?? [])
            {
                page.Paragraph(SafeText.Line($"fell: {fallen.Technique.Id} {fallen.Technique.Name} covered {MoveWords.Points(fallen.Amount.Covered)}, visibility {MoveWords.Points(fallen.Amount.Visibility)}"), indent: 2, hanging: 2, tone: Tone.Bad);
            }
        }

        terminal.Out.Flush();
    }

    void Say(LogActivity activity)
    {
        hasFindings |= activity.IsQuiet;
        if (settings.AsJson)
        {
            JsonPrint.To(terminal, json => WatchJson.Write(json, activity, terminal.Clock.GetUtcNow()));
        }
        else
        {
            page.Paragraph(SafeText.Line($"{Moment()}  {(activity.IsQuiet ? "log source is silent" : "log source speaks again")}: {activity.Name}, last grew {activity.Last.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"), hanging: 2, tone: activity.IsQuiet ? Tone.Bad : Tone.Good);
        }

        terminal.Out.Flush();
    }

    /// <summary>Says what is wrong, once as long as it is the same.</summary>
    void Complain(string message)
    {
        if (string.Equals(message, trouble, StringComparison.Ordinal))
        {
            return;
        }

        trouble = message;
        if (settings.AsJson)
        {
            JsonPrint.To(terminal, json => WatchJson.WriteTrouble(json, message, terminal.Clock.GetUtcNow()));
        }
        else
        {
            terminal.Error.WriteLine(SafeText.Line($"merlon: {Moment()}  cannot assess, the last good assessment stands: {message}"));
        }

        terminal.Out.Flush();
    }

    string Moment() => terminal.Clock.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
