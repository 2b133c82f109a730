using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Workspaces.Tests;

/// <summary>Made-up evidence: a number names a statement, the same number the same one.</summary>
static class Statements
{
    public static readonly IReadOnlySet<EvidenceKind> EveryKind = Enum.GetValues<EvidenceKind>().ToHashSet();

    public static Evidence One(int number) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"E-{number:x16}"),
        Kind = (EvidenceKind)(number % 5),
        Axis = (Axis)(number % 3),
        Technique = TechniqueId.Parse(string.Create(CultureInfo.InvariantCulture, $"T{1000 + number % 200:0000}.{1 + number % 7:000}"), CultureInfo.InvariantCulture),
        TechniqueAsWritten = string.Create(CultureInfo.InvariantCulture, $"t{1000 + number % 200:0000}"),
        Scope = number % 2 == 0 ? "" : "workstations ÄÖ'\"",
        Date = number % 4 == 0 ? null : new DateOnly(2025, 1, 1).AddDays(number % 300),
        Strength = 1.0 / (1 + number % 97),
        Outcome = number % 5 == (int)EvidenceKind.Test ? (Outcome)(number % 4) : null,
        Source = string.Create(CultureInfo.InvariantCulture, $"source:{number}"),
        Place = string.Create(CultureInfo.InvariantCulture, $"organisation.yaml:{number}:5"),
        Statement = string.Create(CultureInfo.InvariantCulture, $"statement {number}; DROP TABLE entry; --"),
        Release = "18.1",
    };

    public static Evidence[] Of(params IEnumerable<int> numbers) => [.. numbers.Select(One)];
}
