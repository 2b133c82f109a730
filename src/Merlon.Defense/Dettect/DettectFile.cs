using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>
/// An administration file of DeTT&amp;CT as it was read: one of <see cref="DettectDataSources"/>, <see cref="DettectTechniques"/>,
/// <see cref="DettectGroups"/>. Nothing is resolved against a release; docs/formats/dettect.md.
/// </summary>
public abstract record DettectFile
{
    private protected DettectFile() { }

    /// <summary>The file as the user named it.</summary>
    public required string Document { get; init; }

    /// <summary>Version of the format as written, such as <c>1.1</c>; empty when none stands there.</summary>
    public required string Version { get; init; }

    /// <summary>Name of what is administrated; empty when none stands there (group files have none).</summary>
    public required string Name { get; init; }

    /// <summary>Domain such as <c>enterprise-attack</c>, which is also what a file without one means.</summary>
    public required string Domain { get; init; }

    /// <summary>Platforms of the whole file as written (<c>all</c> among them); empty for data sources from version 1.1 on.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>The document as it was read, keys that nobody knows among it: what is written back starts from it.</summary>
    public required YamlNode.Mapping Root { get; init; }

    /// <summary>Remarks beside its values, which what is written back has too.</summary>
    public DettectComments Comments { get; init; } = DettectComments.None;

    /// <summary>Domain of a file that names none.</summary>
    public const string DomainDefault = "enterprise-attack";

    /// <summary>The word that stands for every platform or every system.</summary>
    public const string All = "all";
}

/// <summary>A data source administration: which data components are collected where and how well.</summary>
public sealed record DettectDataSources : DettectFile
{
    /// <summary>Newest version of the format, the one that is written.</summary>
    public const string FormatVersion = "1.1";

    /// <summary>Kinds of systems; one made of the file's platforms for version 1.0, which has none.</summary>
    public required IReadOnlyList<DettectSystem> Systems { get; init; }

    /// <summary>Data sources, in the file's order.</summary>
    public required IReadOnlyList<DettectDataSource> Sources { get; init; }

    /// <summary>Ids of techniques that are left out of every score and layer, as written.</summary>
    public required IReadOnlyList<string> Exceptions { get; init; }
}

/// <summary>A kind of system.</summary>
/// <param name="Name">What entries call it in <c>applicable_to</c>.</param>
/// <param name="Platforms">Platforms as written.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DettectSystem(string Name, IReadOnlyList<string> Platforms, SourceLocation Location)
{
    /// <summary>True when one of its platforms is <c>all</c>.</summary>
    public bool HasAllPlatforms => Platforms.Contains(DettectFile.All, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A data source: a data component of ATT&amp;CK or one of DeTT&amp;CT's own.</summary>
/// <param name="Name">As written.</param>
/// <param name="Details">One for each kind of system that differs.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DettectDataSource(string Name, IReadOnlyList<DettectSourceDetails> Details, SourceLocation Location)
{
    /// <summary>What DeTT&amp;CT puts behind the names of sources that are not ATT&amp;CK's.</summary>
    public const string OwnSuffix = "[DeTT&CT data source]";

    /// <summary>True for a source that DeTT&amp;CT added to those of ATT&amp;CK.</summary>
    public bool IsOwn => Name.EndsWith(OwnSuffix, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How a data source is collected on some systems.</summary>
public sealed record DettectSourceDetails
{
    /// <summary>Names of systems; <c>all</c> stands for every one.</summary>
    public required IReadOnlyList<string> ApplicableTo { get; init; }

    /// <summary>When it was entered, or null.</summary>
    public required DateOnly? DateRegistered { get; init; }

    /// <summary>When it was connected, or null.</summary>
    public required DateOnly? DateConnected { get; init; }

    /// <summary>Products that deliver it.</summary>
    public required IReadOnlyList<string> Products { get; init; }

    /// <summary>Whether it can be searched and analysed; null when the file does not say.</summary>
    public required bool? IsAvailable { get; init; }

    /// <summary>A person's words; may be empty.</summary>
    public required string Comment { get; init; }

    /// <summary>The five dimensions as they were judged.</summary>
    public required DettectQuality Quality { get; init; }

    /// <summary>Where it is written.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>True when it applies to a system.</summary>
    public bool AppliesTo(string system)
        => ApplicableTo.Any(name => string.Equals(name, system, StringComparison.OrdinalIgnoreCase) || string.Equals(name, DettectFile.All, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Quality of a data source in DeTT&amp;CT's five dimensions, each 0 (unknown) to 5 (complete).</summary>
/// <param name="DeviceCompleteness">Share of devices that deliver it: 1 up to 25 %, 2 up to 50, 3 up to 75, 4 up to 99, 5 all.</param>
/// <param name="FieldCompleteness">Share of fields that are filled, in the same steps.</param>
/// <param name="Timeliness">1 long delay, 3 acceptable, 5 at once.</param>
/// <param name="Consistency">Share of fields that are standardised: 1 up to 50 %, 3 up to 99, 5 all.</param>
/// <param name="Retention">Share of the wanted retention that is kept, in the steps of the devices.</param>
public readonly record struct DettectQuality(int DeviceCompleteness, int FieldCompleteness, int Timeliness, int Consistency, int Retention)
{
    /// <summary>Least and most of a dimension.</summary>
    public const int ScoreMin = 0, ScoreMax = 5;

    /// <summary>True when anything is known: only then the source counts as there.</summary>
    public bool IsAny => DeviceCompleteness > 0 || FieldCompleteness > 0 || Timeliness > 0 || Consistency > 0 || Retention > 0;

    /// <summary>0..5: the weighted mean, devices, fields and retention counting twice.</summary>
    public double Score => (2.0 * DeviceCompleteness + 2.0 * FieldCompleteness + 2.0 * Retention + Timeliness + Consistency) / 8;
}

/// <summary>A technique administration: scores of visibility and detection per technique and system, with their history.</summary>
public sealed record DettectTechniques : DettectFile
{
    /// <summary>Newest version of the format, the one that is written.</summary>
    public const string FormatVersion = "1.2";

    /// <summary>Techniques, in the file's order.</summary>
    public required IReadOnlyList<DettectTechnique> Techniques { get; init; }
}

/// <summary>Scores of one technique.</summary>
/// <param name="Id">Technique's id as written, upper case.</param>
/// <param name="Name">As written; may be empty.</param>
/// <param name="Detection">Detection, one object for each kind of system that differs.</param>
/// <param name="Visibility">Visibility, likewise.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DettectTechnique(
    string Id, string Name, IReadOnlyList<DettectScoreObject> Detection, IReadOnlyList<DettectScoreObject> Visibility, SourceLocation Location);

/// <summary>A score with its history, for some systems.</summary>
/// <param name="ApplicableTo">Names of systems; <c>all</c> stands for every one.</param>
/// <param name="Places">Where the detection lives; empty for visibility.</param>
/// <param name="Comment">A person's words; may be empty.</param>
/// <param name="Logbook">Scores, in the file's order; versions before 1.2 have one.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DettectScoreObject(
    IReadOnlyList<string> ApplicableTo, IReadOnlyList<string> Places, string Comment, IReadOnlyList<DettectScore> Logbook, SourceLocation Location)
{
    /// <summary>
    /// The score that counts: the first of the logbook, unless a later one has a later day; of one day the first. Null for an
    /// empty logbook.
    /// </summary>
    public DettectScore? Latest
    {
        get
        {
            DettectScore? latest = null;
            foreach (var score in Logbook)
            {
                if (latest is null || score.Date is { } day && (latest.Date is not { } before || day > before))
                {
                    latest = score;
                }
            }

            return latest;
        }
    }
}

/// <summary>One entry of a logbook.</summary>
/// <param name="Date">Its day, or null.</param>
/// <param name="Score">Visibility 0..4, detection −1..5.</param>
/// <param name="Comment">A person's words; may be empty.</param>
/// <param name="IsAutoGenerated">True when DeTT&amp;CT computed it from data sources.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DettectScore(DateOnly? Date, int Score, string Comment, bool IsAutoGenerated, SourceLocation Location)
{
    /// <summary>Least and most of a visibility.</summary>
    public const int VisibilityMin = 0, VisibilityMax = 4;

    /// <summary>Least and most of a detection; −1 is none, 0 forensics and context only.</summary>
    public const int DetectionMin = -1, DetectionMax = 5;
}

/// <summary>A group administration: own groups, campaigns and reports with their techniques.</summary>
public sealed record DettectGroups : DettectFile
{
    /// <summary>Newest version of the format, the one that is written.</summary>
    public const string FormatVersion = "1.0";

    /// <summary>Groups, in the file's order, disabled ones among them.</summary>
    public required IReadOnlyList<DettectGroup> Groups { get; init; }
}

/// <summary>A group, or one campaign or report of it.</summary>
/// <param name="Name">As written.</param>
/// <param name="Campaign">As written; may be empty.</param>
/// <param name="Techniques">Techniques with how much each counts.</param>
/// <param name="Software">Ids of software as written.</param>
/// <param name="IsEnabled">False for one that is kept but does not count.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DettectGroup(
    string Name, string Campaign, IReadOnlyList<DettectGroupTechnique> Techniques, IReadOnlyList<string> Software, bool IsEnabled, SourceLocation Location)
{
    /// <summary>Name and campaign, as people read them.</summary>
    public string Title => Campaign.Length == 0 ? Name : $"{Name} ({Campaign})";
}

/// <summary>A technique of a group.</summary>
/// <param name="Id">Technique's id as written, upper case.</param>
/// <param name="Weight">How much it counts: 1 in a list, the number beside it in a mapping.</param>
/// <param name="Location">Where it is written.</param>
public readonly record struct DettectGroupTechnique(string Id, double Weight, SourceLocation Location);
