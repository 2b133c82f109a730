using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon hunt</c>: rules over logs.</summary>
static class HuntCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("hunt", "Evaluate Sigma rules over log files: findings with techniques, as a table, a timeline, a report and more; exit code 1 when there are findings, 0 when there are none.")
        {
            Examples =
            [
                new("merlon hunt logs --rules ../sigma/rules", "Every log file of a folder; which rules matched, gravest first."),
                new("merlon hunt host1.evtx --rules rules --level high --to timeline", "Findings in order of time, the values that matched marked."),
                new("merlon hunt logs --rules rules --to ndjson --out findings.ndjson --to html --out report.html --story", "Several outputs at once, told as an attack."),
                new("merlon hunt logs --rules rules --baseline normal.json --learn", "Learns what is normal; without --learn only what is not is shown."),
                new("merlon hunt big.ndjson.gz --rules rules --resume hunt.state --to csv --out findings.csv", "Can be stopped; the same command goes on with the next file."),
                new("merlon hunt remote-logs --rules rules --follow --to ndjson", "Goes on with what is added, until Ctrl-C."),
                new("merlon hunt mimikatz.evtx --rules rules --record T1003.001", "Records that the rules for a technique fired on telemetry that shows it."),
                new("merlon hunt quiet-week --rules rules --quiet 280", "Records how often rules fire where nothing happened (40 hosts over a week): noisy ones count less."),
                new("merlon hunt logs --rules rules --json", "One JSON document: matches per rule, files, findings."),
            ],
        };
        var arguments = new HuntArguments(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var call = arguments.In(parse, terminal, out var complaint);
            return Task.FromResult(call is null ? Failure.Refuse(terminal, complaint ?? "", "See merlon hunt --help.") : Run(terminal, call, cancellationToken));
        });
        return command;
    }

    static int Run(Terminal terminal, HuntCall call, CancellationToken cancellationToken)
    {
        var access = call.Request is { RecordedFor: null, QuietHostDays: null } ? WorkspaceAccess.Read : WorkspaceAccess.Write;
        using var workspace = Workspace.Open(terminal.WorkspaceAt(call.Workspace, access) with { PublishedOnly = call.IsPublished });
        var targets = new HuntTargets(terminal, call.Targets);
        HuntReport report;
        using (var progress = new ProgressLine(terminal))
        {
            if (!TryPlan(terminal, call, workspace, progress, out var plan, cancellationToken))
            {
                return ExitCode.BadInput;
            }

            try
            {
                report = targets.Stream(plan.Knowledge, call.Request.IsFollowing, onFinding => workspace.Hunt(plan, onFinding, progress, cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException) when (call.Request.ResumePath is { } state)
            {
                progress.Dispose();
                terminal.Error.WriteLine($"merlon: cancelled; {SafeText.Line(state)} has what was done: the same command goes on there");
                return ExitCode.Environment;
            }
        }

        DiagnosticListing.Write(terminal, report.Diagnostics);
        foreach (var (format, count) in targets.LeftOut(report))
        {
            terminal.Error.WriteLine($"warning: {format}: {Page.Count(count, "finding")} without a time {(count == 1 ? "was" : "were")} left out");
        }

        targets.Finish(report, call.Group, call.Request.Options.ProfilingClock is not null, call.Request.IsFollowing ? CancellationToken.None : cancellationToken);
        if (targets.IsText && targets.Written.Count > 0)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"Written: {SafeText.Line(string.Join(", ", targets.Written))}");
        }

        // That nothing was found in logs of which nothing could be read says nothing.
        return report.Summary.Totals.Findings > 0 ? ExitCode.Findings
            : report.Summary.Files.All(static file => file.Records == 0) && report.Diagnostics.Any(static diagnostic => diagnostic.Severity == Severity.Error) ? ExitCode.BadInput
            : ExitCode.Success;
    }

    static bool TryPlan(Terminal terminal, HuntCall call, Workspace workspace, ProgressLine progress, [NotNullWhen(true)] out HuntPlan? plan, CancellationToken cancellationToken)
    {
        try
        {
            var planned = workspace.PlanHunt(call.Request, progress, cancellationToken);
            plan = planned.Value;
            if (plan is null)
            {
                progress.Dispose();
                DiagnosticListing.Write(terminal, planned.Diagnostics);
            }
        }
        catch (ArgumentException e) when (e.ParamName is "words" or "text")
        {
            plan = null;
            progress.Dispose();
            Failure.Refuse(terminal, e.Message.Split(" (Parameter", 2)[0]);
        }

        return plan is not null;
    }
}
