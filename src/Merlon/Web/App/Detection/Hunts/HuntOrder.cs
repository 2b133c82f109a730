using System.Globalization;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.Hunts;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>A hunt as a person or a program asks for it: what <c>merlon hunt</c> takes, but logs and files only by the names that the server gives them.</summary>
sealed record HuntOrder
{
    /// <summary>Longest title, in characters.</summary>
    public const int TitleCharsMax = 200;

    /// <summary>Most entries of a list of words.</summary>
    public const int WordsMax = 1_000;

    /// <summary>For lists; empty to be named after the logs.</summary>
    public string Title { get; init; } = "";

    /// <summary>Ids of uploaded logs.</summary>
    public IReadOnlyList<string> Uploads { get; init; } = [];

    /// <summary>Allowed folders by name, with or without a path below: <c>collected/host1</c>.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary><c>deployed</c>, <c>all</c> (what the organisation has but does not use too) or <c>uploaded</c>.</summary>
    public string Rules { get; init; } = "deployed";

    /// <summary>Least level, or empty.</summary>
    public string Level { get; init; } = "";

    /// <summary>Statuses; none for all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Products; none for all.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Tags such as <c>t1003</c>; none for all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Ids or names of the only rules.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Ids or names of rules to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Earliest time, or empty.</summary>
    public string From { get; init; } = "";

    /// <summary>First time that is too late, or empty.</summary>
    public string Until { get; init; } = "";

    /// <summary>Zone of local times.</summary>
    public string Zone { get; init; } = "UTC";

    /// <summary>Seconds within which repetitions are joined; 0 for a finding of each match.</summary>
    public int JoinSeconds { get; init; } = 3_600;

    /// <summary>What all records are, such as <c>aws//cloudtrail</c>, or empty.</summary>
    public string LogSource { get; init; } = "";

    /// <summary>What every file is, or empty.</summary>
    public string Format { get; init; } = "";

    /// <summary>Name of the pipeline for all records, or empty.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>Year of times without one, or 0.</summary>
    public int Year { get; init; }

    /// <summary>True to join the lines of the audit daemon.</summary>
    public bool JoinAuditd { get; init; }

    /// <summary>True to measure what each rule costs.</summary>
    public bool Profile { get; init; }

    /// <summary>Upload that says what placeholders stand for, or empty.</summary>
    public string Placeholders { get; init; } = "";

    /// <summary>Upload that is a baseline of what is normal, or empty.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>Technique that the logs were recorded for; then the journal takes that its rules fired. Empty to record nothing.</summary>
    public string RecordFor { get; init; } = "";

    /// <summary>Hosts times days of quiet logs; then the journal takes how often rules fired. 0 to record nothing.</summary>
    public double QuietHostDays { get; init; }

    /// <summary>The request that it means.</summary>
    /// <param name="logs">What was chosen.</param>
    /// <param name="rulePaths">Where the rules are.</param>
    /// <param name="places">Where uploads are found.</param>
    /// <param name="clock">Measures rules where that is asked for.</param>
    /// <exception cref="InvalidDataException">Something in it is no word of its list.</exception>
    public HuntRequest ToRequest(ChosenLogs logs, IReadOnlyList<string> rulePaths, LogChoices places, TimeProvider clock)
    {
        Check();
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var found) ? found : throw new InvalidDataException($"there is no time zone '{Zone}': write UTC or a name such as Europe/Vienna");
        return new HuntRequest
        {
            Logs = logs.Paths,
            RulePaths = rulePaths,
            Selection = new RuleSelection { LevelMin = Level, Statuses = Statuses, Tags = Tags, Rules = Only, Excluded = Exclude, Products = Products },
            Query = new FindingQuery
            {
                From = TimeOf(From, zone),
                To = TimeOf(Until, zone),
                RepetitionSpan = JoinSeconds == 0 ? null : TimeSpan.FromSeconds(JoinSeconds),
                FindingsMax = 0, // each is written to the disk as it comes
            },
            Options = new HuntOptions { Threads = Math.Max(1, Environment.ProcessorCount / 2), ProfilingClock = Profile ? clock : null }, // the server answers beside it
            Pipelines = Pipeline.Length > 0 ? [Pipeline] : [],
            LogSource = LogSource.Length > 0 ? LogSource : null,
            Format = Format.Length == 0 ? null : LogFormats.TryFind(Format, out var format) ? format : throw new InvalidDataException($"'{Format}' is no format: {string.Join(", ", LogFormats.AllNames)}"),
            Reading = LogReadOptions.Default with { Year = Year > 0 ? Year : null, IsJoiningAuditd = JoinAuditd },
            PlaceholdersPath = FileOf(Placeholders, places),
            BaselinePath = FileOf(Baseline, places),
            RecordedFor = RecordFor.Length > 0 ? RecordFor.Trim().ToUpperInvariant() : null,
            QuietHostDays = QuietHostDays > 0 ? QuietHostDays : null,
            Zone = zone,
        };
    }

    void Check()
    {
        Require(Title.Length <= TitleCharsMax, $"a title has at most {TitleCharsMax} characters");
        Require(Level.Length == 0 || HuntedRule.GravityOf(Level) > 0, $"'{Level}' is no level: informational, low, medium, high or critical");
        Require(JoinSeconds is >= 0 and <= 31_536_000, "repetitions are joined over 0 seconds to a year");
        Require(Year is >= 0 and <= 9_999, "the year has at most four digits");
        Require(new[] { Statuses, Products, Tags, Only, Exclude }.All(static list => list.Count <= WordsMax), $"a list has at most {WordsMax} entries");
        // A pipeline is a name here: as a path it could ask which files the server has.
        Require(Pipeline.Length == 0 || PipelineSet.BuiltIn.Find(Pipeline) is not null, $"there is no pipeline '{Pipeline}': {string.Join(", ", PipelineSet.BuiltIn.Pipelines.Select(static one => one.Name))}");
        Require(QuietHostDays is >= 0 and <= 1e9, "hosts times days are 0 to a thousand millions");
        Require(RecordFor.Length == 0 || QuietHostDays <= 0, "logs in which nothing happened show no technique: record one or the other");
    }

    static string? FileOf(string upload, LogChoices places)
        => upload.Length == 0 ? null : places.Uploads.Find(upload) is { } file ? places.Uploads.PathOf(file) : throw new InvalidDataException($"there is no upload '{upload}'");

    static DateTimeOffset? TimeOf(string text, TimeZoneInfo zone)
        => text.Length == 0 ? null : HuntTime.Read(text, zone) ?? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is no day or time such as 2026-11-22 or 2026-11-22T14:30:00Z"));

    static void Require(bool isRight, string otherwise)
    {
        if (!isRight)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}
