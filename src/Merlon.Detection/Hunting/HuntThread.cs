using Merlon.Logs;
using Merlon.Logs.Evtx;
using Merlon.Logs.Json;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>What one thread of a hunt has to itself: its matcher and what it remembers of routes and names.</summary>
sealed class HuntThread
{
    readonly HuntOptions options;
    readonly RuleSet rules;
    readonly List<int> matches = [];
    NaiveMatcher? naive;
    JsonHunter? json;
    EvtxHunter? evtx;
    BinXmlReader? binXml;
    JsonRecordDecoder? decoder;
    int[] naiveMatches = [];

    /// <summary>A thread's own things.</summary>
    public HuntThread(RuleSet rules, HuntOptions options)
    {
        this.rules = rules;
        this.options = options;
        Matcher = new RuleMatcher(rules, new MatcherOptions
        {
            IsRememberingVerdicts = options.IsRemembering,
            IsRememberingValues = options.IsRemembering,
            ProfilingClock = options.ProfilingClock,
        });
        Routes = new HuntRoutes(rules, options.Pipeline);
    }

    /// <summary>Evaluates.</summary>
    public RuleMatcher Matcher { get; }

    /// <summary>Routes that this thread has met.</summary>
    public HuntRoutes Routes { get; }

    /// <summary>Evaluates JSON.</summary>
    public JsonHunter Json => json ??= new JsonHunter(Routes, Matcher.Evaluate, Match, JsonLimits.Default);

    /// <summary>Evaluates event logs.</summary>
    public EvtxHunter Evtx => evtx ??= new EvtxHunter(Routes, Matcher.Evaluate, Match);

    /// <summary>Reads records of event logs in full.</summary>
    public BinXmlReader BinXml => binXml ??= new BinXmlReader();

    /// <summary>Reads JSON records in full.</summary>
    public JsonRecordDecoder Decoder => decoder ??= new JsonRecordDecoder(JsonLimits.Default);

    /// <summary>A record to read into.</summary>
    public LogEvent Record { get; } = new();

    /// <summary>Which rules match a record; valid until the next call.</summary>
    public ReadOnlySpan<int> Match(LogEvent record, out LogRoute? route)
    {
        if (options.IsFast)
        {
            return Matcher.Match(record, options.Pipeline, out route);
        }

        route = options.Pipeline is { } pipeline
            ? PipelineSet.RouteOf(pipeline, [.. pipeline.Selectors.Select(name => FieldLookup.SelectorText(record, pipeline, name) ?? "")])
            : rules.Pipelines.RouteOf(record);
        if (route is null)
        {
            return [];
        }

        naive ??= new NaiveMatcher(rules.Rules, rules.Pipelines);
        naive.Match(record, route, matches);
        naiveMatches = naiveMatches.Length >= matches.Count ? naiveMatches : new int[matches.Count * 2];
        matches.CopyTo(naiveMatches);
        return naiveMatches.AsSpan(0, matches.Count);
    }
}
