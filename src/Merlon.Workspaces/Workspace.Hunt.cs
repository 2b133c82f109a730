using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Sigma.Matching;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>Reads what a hunt needs before the logs. Without a value the diagnostics say why.</summary>
    /// <exception cref="FileNotFoundException">A path of the request does not exist.</exception>
    /// <exception cref="ArgumentException">A pipeline or log source is none; the message says what there is.</exception>
    public Parsed<HuntPlan> PlanHunt(HuntRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var limits = ReadLimits.Default;
        List<Diagnostic> diagnostics = [];
        progress?.Report(new WorkProgress("Reading ATT&CK", 0, 0));
        var release = request.ReleasePath is { } path ? ReleaseFiles.Load(path, request.ReleaseVersion, progress, limits) : LoadRelease(request.ReleaseVersion, progress);
        diagnostics.AddRange(release.Diagnostics);
        if (release.Value is null || HuntSources.Read(request, new CompiledRuleStore(Folder, clock), limits, progress, diagnostics, cancellation) is not { } sources)
        {
            return new Parsed<HuntPlan>(Value: null, diagnostics);
        }

        if (request.RecordedFor is { } recordedFor && TechniquesOf(release.Value, recordedFor) is { Count: 0 })
        {
            diagnostics.Add(new Diagnostic("HUNT020", Severity.Error, recordedFor, SourceLocation.Whole, $"ATT&CK {release.Value.Version} has no such technique; nothing was hunted"));
            return new Parsed<HuntPlan>(Value: null, diagnostics);
        }

        return new Parsed<HuntPlan>(new HuntPlan(request, sources, new HuntKnowledge(release.Value, request.Zone ?? clock.LocalTimeZone), diagnostics), diagnostics);
    }

    /// <summary>
    /// Hunts: evaluates the rules over the logs, and sums up. Findings are handed on as they are settled, so that output of any
    /// size is written in the memory of one.
    /// </summary>
    /// <param name="plan">What to hunt.</param>
    /// <param name="onFinding">Takes findings in their order, or null.</param>
    /// <param name="progress">Takes what is going on.</param>
    /// <param name="cancellation">Stops it; with a file to resume from, what was done is kept.</param>
    /// <exception cref="InvalidDataException">The file to resume from is of another hunt.</exception>
    public HuntReport Hunt(HuntPlan plan, Action<Finding>? onFinding, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var report = Evaluate(plan, onFinding, progress, cancellation);
        return IsRecorded(plan.Request) ? report with { Recorded = RecordHunt(plan, report, cancellation) } : report;
    }

    /// <summary>As <see cref="Hunt"/>, but the journal takes nothing, whatever the request asks: for hunts that are recorded when they are over.</summary>
    /// <exception cref="InvalidDataException">The file to resume from is of another hunt.</exception>
    public HuntReport Evaluate(HuntPlan plan, Action<Finding>? onFinding, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var (request, sources) = (plan.Request, plan.Sources);
        progress?.Report(new WorkProgress("Compiling rules", 0, 0));
        var selected = request.Selection.Of(sources.Rules);
        var rules = RuleSet.Compile(selected.Content, sources.Choice.Pipelines);
        var query = request.Query with
        {
            OnFinding = onFinding,
            IsImmediate = request.IsFollowing || request.Query.IsImmediate,
            Lateness = request.IsFollowing ? FollowLateness : request.Query.Lateness,
            Baseline = request.IsLearning ? null : sources.Baseline,
            Learning = request.IsLearning ? sources.Baseline ?? new Baseline() : null,
        };
        var collector = new HuntCollector(rules, selected, query);
        Run(request, sources, rules, collector, progress, cancellation);
        var summary = collector.Complete();
        if (query.Learning is { } learnt && request.BaselinePath is { } baselinePath)
        {
            SingleFile.Write(baselinePath, learnt.Write, cancellation);
        }

        IReadOnlyList<Diagnostic> diagnostics = [.. plan.Diagnostics, .. summary.Files.SelectMany(static file => file.Diagnostics), .. summary.Remarks(query)];
        return HuntReport.Of(summary, plan.Knowledge, request.Logs, diagnostics, request.TellsStory) with { Learnt = query.Learning?.Count };
    }

    /// <summary>Says in the journal what a hunt showed, as its request asks; null where it asks for nothing.</summary>
    public JournalSync? RecordHunt(HuntPlan plan, HuntReport report, CancellationToken cancellation)
    {
        var request = plan.Request;
        return request.RecordedFor is not null ? RecordReplay(request, report, request.Selection.Of(plan.Sources.Rules), cancellation)
            : request.QuietHostDays is { } hostDays ? RecordQuiet(request, hostDays, report, request.Selection.Of(plan.Sources.Rules), cancellation)
            : null;
    }

    static bool IsRecorded(HuntRequest request) => request.RecordedFor is not null || request.QuietHostDays is not null;

    /// <summary>How late records may come that are followed.</summary>
    static readonly TimeSpan FollowLateness = TimeSpan.FromMinutes(5);

    void Run(HuntRequest request, HuntSources sources, RuleSet rules, HuntCollector collector, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        if (request.IsFollowing)
        {
            Follow(request, sources, rules, collector, cancellation);
            return;
        }

        var inputs = sources.Logs.Inputs;
        var pace = progress is null ? null : new HuntPace(clock, inputs.Sum(static input => input.Bytes ?? 0), progress);
        var options = request.Options with { Pipeline = sources.Choice.Forced, Reading = request.Reading, OnProgress = pace is null ? null : pace.Report };
        if (request.ResumePath is not { } statePath)
        {
            LogHunt.Run(inputs, rules, options, collector, cancellation);
            return;
        }

        using var state = HuntState.Open(statePath, sources.Question(request), inputs, rules.Pipelines, rules.Rules.Count, collector);
        LogHunt.Run(inputs.Skip(state.Done), rules, options, state, cancellation);
    }

    // Looks again and again until it is stopped; being stopped is how it ends.
    static void Follow(HuntRequest request, HuntSources sources, RuleSet rules, HuntCollector collector, CancellationToken cancellation)
    {
        var options = request.Options with { Pipeline = sources.Choice.Forced, Reading = request.Reading };
        var follower = new LogFollower(request.Logs, sources.Opening, []);
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                LogHunt.Run(follower.Look(isLast: false).Inputs, rules, options, collector, cancellation);
                cancellation.WaitHandle.WaitOne(FollowMs);
            }
        }
        catch (OperationCanceledException)
        {
            // what was found so far is summed up
        }
    }

    /// <summary>How often followed files are looked at, in milliseconds.</summary>
    const int FollowMs = 500;

    // Rules that fired on telemetry recorded for a technique are validated by it: those tagged with the technique itself, with a
    // sub-technique of it, or with the technique that it is a sub-technique of.
    JournalSync RecordReplay(HuntRequest request, HuntReport report, SelectedRules selected, CancellationToken cancellation)
    {
        var release = report.Knowledge.Release;
        var recorded = TechniquesOf(release, request.RecordedFor ?? "");
        var byKey = selected.Content.Rules.GroupBy(static rule => (rule.Document, rule.Id, rule.Title)).ToDictionary(static group => group.Key, static group => group.First());
        var telemetry = string.Join(", ", request.Logs.Select(static log => Path.GetFileName(log.TrimEnd('/', '\\'))));
        var day = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        List<Evidence> said = [];
        foreach (var tally in report.Summary.Rules.Where(static tally => !tally.Rule.IsCorrelation))
        {
            var related = recorded.Where(technique => report.Knowledge.TagsOf(tally.Rule).Techniques.Any(tagged => IsOfOne(release, technique, tagged)));
            said.AddRange(related.Select(technique => ReplayEvidence.Of(byKey[(tally.Rule.Document, tally.Rule.Id, tally.Rule.Title)], technique, tally.Hits, telemetry, day, release)));
        }

        return said.Count == 0 ? new JournalSync(0, 0, 0) : Record(said, cancellation);
    }

    static bool IsOfOne(AttackRelease release, Technique technique, Technique tagged)
        => ReferenceEquals(technique, tagged) || ReferenceEquals(release.ParentOf(tagged), technique) || ReferenceEquals(release.ParentOf(technique), tagged);

    static IReadOnlyList<Technique> TechniquesOf(AttackRelease release, string id) => release.Lineage.Resolve(id.ToUpperInvariant()) switch
    {
        TechniqueResolution.Live live => [live.Technique],
        TechniqueResolution.Moved moved => moved.Techniques,
        _ => [],
    };
}
