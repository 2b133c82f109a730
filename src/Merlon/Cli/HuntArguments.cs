using System.CommandLine;
using System.Globalization;
using Merlon.Hunting;
using Merlon.Web.Hunts;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>The options of <c>merlon hunt</c>.</summary>
sealed class HuntArguments
{
    /// <summary>Folder of rules that is used when none is named.</summary>
    const string RulesDefault = "rules";

    readonly Option<string[]> rules = OptionReading.Texts("--rules", $"Folder or file of Sigma rules, correlations and filters; may be given several times (default: {RulesDefault} in the current folder).", "DIR");
    readonly Option<string?> level = OptionReading.Word("--level", "Least level of the rules to use.", "LEVEL", HuntWords.Levels);
    readonly Option<string[]> status = OptionReading.Texts("--status", "Status of the rules to use, such as stable or test; may be given several times.", "STATUS");
    readonly Option<string[]> tag = OptionReading.Texts("--tag", "Tag of the rules to use, such as t1003 (its sub-techniques too) or credential-access; may be given several times.", "TAG");
    readonly Option<string[]> rule = OptionReading.Texts("--rule", "Id or name of the only rules to use; may be given several times.", "ID");
    readonly Option<string[]> exclude = OptionReading.Texts("--exclude", "Id or name of a rule to leave out; may be given several times.", "ID");
    readonly Option<string?> from = OptionReading.Text("--from", "Earliest time: a day or a time, in the zone of --timezone unless it says its own.", "TIME");
    readonly Option<string?> until = OptionReading.Text("--until", "First time that is too late.", "TIME");
    readonly Option<string?> timezone = OptionReading.Text("--timezone", "Zone of local times, such as Europe/Vienna or UTC (default: this machine's).", "ZONE");
    readonly Option<string?> placeholders = OptionReading.Text("--placeholders", "File of what placeholders of rules stand for.", "FILE");
    readonly Option<int> limit = OptionReading.Number("--limit", "Most findings that are kept for tables and reports, the gravest first; counts are exact, and NDJSON, CSV and Timesketch have all", HuntLimits.FindingsDefault, 0, HuntLimits.FindingsMax);
    readonly Option<string?> group = OptionReading.Word("--group", "What the table is grouped by: rule, host, technique or time (default: rule).", "BY", HuntWords.Groups);
    readonly Option<bool> all = new("--all") { Description = "Give each match a finding of its own instead of joining repetitions." };
    readonly Option<string?> within = OptionReading.Text("--within", "How far apart repetitions of a finding may lie, such as 30s, 10m, 1h, 7d (default: 1h).", "SPAN");
    readonly Option<string?> baseline = OptionReading.Text("--baseline", "File of what is normal; findings like its entries are not shown.", "FILE");
    readonly Option<bool> learn = new("--learn") { Description = "With --baseline: add what is found to it." };
    readonly Option<bool> profile = new("--profile") { Description = "Measure what each rule costs." };
    readonly Option<string?> resume = OptionReading.Text("--resume", "File that remembers what was done, so that the same command goes on where it was stopped.", "FILE");
    readonly Option<bool> follow = new("--follow") { Description = "Go on with what is added to the files and folders, until stopped." };
    readonly Option<string[]> to = OptionReading.Texts("--to", $"What to write: {string.Join(", ", HuntTargets.Formats)}; may be given several times, with an --out for each but one.", "FORMAT");
    readonly Option<string[]> output = OptionReading.Texts("--out", "File to write, one for each --to in their order; without one its name says what it is (.ndjson, .csv, .html, .sarif, .stix.json, .layer.json, .jsonl for Timesketch).", "FILE");
    readonly Option<bool> story = new("--story") { Description = "Tell the findings as an attack: stages per host and session, and the groups that it reminds of." };
    readonly Option<string?> record = OptionReading.Text("--record", "Technique that the logs were recorded for: that its rules fired on them is recorded in the workspace's journal.", "TECHNIQUE");
    readonly Option<string?> quiet = OptionReading.Text("--quiet", "Hosts times days that the logs hold, when nothing happened in them: how often each rule fires on them is recorded, and noisy rules count less.", "HOSTDAYS");
    readonly Option<bool> json = OptionReading.Json();
    readonly LogChoice logs;
    readonly ReleaseChoice choice;

    /// <summary>Adds the options to a command.</summary>
    public HuntArguments(Command command)
    {
        logs = new LogChoice(command);
        foreach (var option in (Option[])
            [rules, level, status, tag, rule, exclude, placeholders, from, until, timezone, baseline, learn, all, within, group, limit, to, output, story, record, quiet, profile, resume, follow])
        {
            command.Add(option);
        }

        choice = new ReleaseChoice(command);
        command.Add(json);
    }

    /// <summary>Reads a command line; null with a complaint where it cannot be followed.</summary>
    public HuntCall? In(ParseResult parse, Terminal terminal, out string? complaint)
    {
        var zone = ZoneOf(parse.GetValue(timezone), terminal, out complaint);
        var targets = HuntTargets.Pair(parse.GetValue(to) ?? [], parse.GetValue(output) ?? [], parse.GetValue(json), out var mismatch);
        complaint ??= mismatch;
        var (earliest, latest) = (TimeOf("--from", parse.GetValue(from), zone, ref complaint), TimeOf("--until", parse.GetValue(until), zone, ref complaint));
        var span = SpanOf(parse.GetValue(within), ref complaint);
        var rulePaths = parse.GetValue(rules) is { Length: > 0 } named ? named : [RulesDefault];
        if (parse.GetValue(rules) is not { Length: > 0 } && !Directory.Exists(RulesDefault))
        {
            complaint ??= $"there is no folder {RulesDefault} here: name a folder of Sigma rules with --rules";
        }

        if (parse.GetValue(learn) && parse.GetValue(baseline) is null)
        {
            complaint ??= "--learn needs --baseline to say which file learns";
        }

        if (parse.GetValue(follow) && parse.GetValue(resume) is not null)
        {
            complaint ??= "--follow and --resume exclude each other: what is followed has no end";
        }

        var hostDays = HostDaysOf(parse, ref complaint);

        if (complaint is not null)
        {
            return null;
        }

        var request = new HuntRequest
        {
            Logs = logs.PathsIn(parse),
            RulePaths = rulePaths,
            Selection = new RuleSelection
            {
                LevelMin = parse.GetValue(level) ?? "",
                Statuses = parse.GetValue(status) ?? [],
                Tags = parse.GetValue(tag) ?? [],
                Rules = parse.GetValue(rule) ?? [],
                Excluded = parse.GetValue(exclude) ?? [],
            },
            Query = new FindingQuery
            {
                From = earliest,
                To = latest,
                RepetitionSpan = parse.GetValue(all) ? null : span,
                FindingsMax = parse.GetValue(limit),
            },
            Options = new HuntOptions { Threads = logs.ThreadsIn(parse), ProfilingClock = parse.GetValue(profile) ? terminal.Clock : null },
            Pipelines = logs.PipelinesIn(parse),
            LogSource = logs.LogSourceIn(parse),
            Format = logs.FormatIn(parse),
            Reading = logs.ReadingIn(parse),
            PlaceholdersPath = parse.GetValue(placeholders),
            BaselinePath = parse.GetValue(baseline),
            IsLearning = parse.GetValue(learn),
            ResumePath = parse.GetValue(resume),
            IsFollowing = parse.GetValue(follow),
            ReleasePath = choice.PathIn(parse),
            ReleaseVersion = choice.VersionIn(parse),
            TellsStory = parse.GetValue(story),
            RecordedFor = parse.GetValue(record),
            QuietHostDays = hostDays,
            Zone = zone,
            OpenStandardInput = Console.OpenStandardInput,
        };
        return new HuntCall(request, targets, parse.GetValue(group) ?? HuntWords.Groups[0], choice.WorkspaceIn(parse) ?? Workspace.DefaultFolderName, choice.IsPublishedIn(parse));
    }

    double? HostDaysOf(ParseResult parse, ref string? complaint)
    {
        const double HostDaysMax = 1_000_000_000;
        if (parse.GetValue(quiet) is not { } written)
        {
            return null;
        }

        if (parse.GetValue(record) is not null || parse.GetValue(follow))
        {
            complaint ??= "--quiet excludes --record and --follow: logs in which nothing happened show no technique, and have an end";
        }

        if (double.TryParse(written, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var hostDays) && hostDays is > 0 and <= HostDaysMax)
        {
            return hostDays;
        }

        complaint ??= $"--quiet takes hosts times days, above 0, such as 280 for 40 hosts over a week, not '{written}'";
        return null;
    }

    static TimeZoneInfo ZoneOf(string? named, Terminal terminal, out string? complaint)
    {
        complaint = null;
        if (named is null)
        {
            return terminal.Clock.LocalTimeZone;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(named, out var zone))
        {
            return zone;
        }

        complaint = $"there is no time zone '{named}': write UTC or a name such as Europe/Vienna";
        return TimeZoneInfo.Utc;
    }

    static DateTimeOffset? TimeOf(string name, string? text, TimeZoneInfo zone, ref string? complaint)
    {
        if (text is null)
        {
            return null;
        }

        var time = HuntTime.Read(text, zone);
        if (time is null)
        {
            complaint ??= $"{name} takes a day or time such as 2026-11-22 or 2026-11-22T14:30:00Z, not '{text}'";
        }

        return time;
    }

    static TimeSpan SpanOf(string? text, ref string? complaint)
    {
        if (text is null)
        {
            return TimeSpan.FromHours(1);
        }

        double? seconds = text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1e6 ? text[^1] switch
        {
            's' => number,
            'm' => number * 60,
            'h' => number * 3600,
            'd' => number * 86_400,
            _ => null,
        } : null;
        if (seconds is not { } known)
        {
            complaint ??= $"--within takes a span such as 30s, 10m, 1h or 7d, not '{text}'";
            return TimeSpan.Zero;
        }

        return TimeSpan.FromSeconds(known);
    }
}

/// <summary>A hunt as the command line asks for it.</summary>
/// <param name="Request">What to hunt.</param>
/// <param name="Targets">What to write.</param>
/// <param name="Group">What the table is grouped by.</param>
/// <param name="Workspace">Folder of the workspace.</param>
/// <param name="IsPublished">True to leave the organisation's own knowledge out.</param>
sealed record HuntCall(HuntRequest Request, IReadOnlyList<HuntTarget> Targets, string Group, string Workspace, bool IsPublished);
