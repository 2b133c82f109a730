using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Merlon.Documents;

namespace Merlon.Sigma.Linting;

/// <summary>How tags are written (Sigma 2.1, tags appendix); what they name is for those to judge who know it.</summary>
static partial class TagForm
{
    static readonly ImmutableArray<string> Namespaces = ["attack", "car", "cve", "d3fend", "detection", "stp", "tlp"];

    /// <summary>Looks at one tag.</summary>
    public static void Check(YamlNode.Scalar tag, DiagnosticLog log)
    {
        var dot = tag.Text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || dot == tag.Text.Length - 1)
        {
            log.Warn("SIGMA110", tag.Location, "a tag is a namespace, a point and a name; this is none", tag.Text, $"begin it with one of {string.Join(", ", Namespaces)}, or with a namespace of your own");
            return;
        }

        if (tag.Text.Any(char.IsAsciiLetterUpper))
        {
            log.Note("SIGMA111", tag.Location, "tags are written in lower case; tools that compare them exactly miss this one", tag.Text, $"write {tag.Text.ToLowerInvariant()}");
        }

        var (space, name) = (tag.Text[..dot].ToLowerInvariant(), tag.Text[(dot + 1)..].ToLowerInvariant());
        if (space is "attack" && name.Contains('_', StringComparison.Ordinal))
        {
            log.Note("SIGMA111", tag.Location, "tactics are written with hyphens since Sigma 2", tag.Text, $"write attack.{name.Replace('_', '-')}");
        }

        var form = space switch
        {
            "attack" => Attack(),
            "car" => Car(),
            "cve" => Cve(),
            "d3fend" => null,
            "detection" => Detection(),
            "stp" => SummitingThePyramid(),
            "tlp" => TrafficLight(),
            _ => null,
        };
        if (form is not null && !form.IsMatch(name))
        {
            log.Warn("SIGMA110", tag.Location, $"this is not how a tag of '{space}' is written", tag.Text, $"such as {ExampleOf(space)}");
        }
        else if (form is null && space is not "d3fend" && Spelling.Nearest(space, Namespaces) is { } nearest)
        {
            log.Warn("SIGMA110", tag.Location, "Sigma has no such namespace of tags, but one much like it", tag.Text, $"did you mean '{nearest}.{name}'?");
        }
    }

    static string ExampleOf(string space) => space switch
    {
        "attack" => "attack.t1059.001, attack.defense-evasion, attack.g0016, attack.s0002",
        "car" => "car.2016-04-005",
        "cve" => "cve.2021-44228",
        "detection" => "detection.dfir, detection.emerging-threats, detection.threat-hunting",
        "stp" => "stp.4 or stp.4k",
        _ => "tlp.amber",
    };

    [GeneratedRegex(@"^([a-z][a-z_-]*|[tgsmc][0-9]{4}(\.[0-9]{3})?|ta[0-9]{4}|d[csz]?[0-9]{4}|[a-z]+[0-9]{4,}(\.[0-9]{3})?)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Attack();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{3}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Car();

    [GeneratedRegex(@"^[0-9]{4}[.-][0-9]{4,}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Cve();

    [GeneratedRegex(@"^(dfir|emerging-threats|threat-hunting)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Detection();

    [GeneratedRegex(@"^[1-5][auk]?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SummitingThePyramid();

    [GeneratedRegex(@"^(red|amber|amber-strict|green|clear|white)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TrafficLight();
}
