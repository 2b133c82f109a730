using System.Security.Cryptography;
using System.Text;
using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>
/// That a test is void, as a statement: of kind <see cref="EvidenceKind.Test"/> without an outcome, of the same technique, scope and day as the test,
/// one for each axis that is void. So
/// history knows from when on it was void, and it is withdrawn like any other once the test holds again or is gone.
/// </summary>
public static class VoidEvidence
{
    const string SourcePrefix = "void:";
    const int HashBytesKept = 8;

    /// <summary>True when a statement says that a test is void.</summary>
    public static bool Is(Evidence statement) => statement is { Kind: EvidenceKind.Test, Outcome: null } && statement.Source.StartsWith(SourcePrefix, StringComparison.Ordinal);

    /// <summary>The statements that void tests make.</summary>
    /// <param name="standings">How the tests stand.</param>
    /// <param name="evidence">What was derived, the tests' statements among it.</param>
    public static IEnumerable<Evidence> Of(IReadOnlyList<TestStanding> standings, IReadOnlyList<Evidence> evidence)
    {
        var tests = evidence.Where(static e => e.Kind == EvidenceKind.Test).ToLookup(static e => e.Id, StringComparer.Ordinal);
        foreach (var standing in standings)
        {
            if (tests[standing.EvidenceId].FirstOrDefault() is not { } test)
            {
                continue;
            }

            if (standing.IsVoid)
            {
                yield return Voiding(test, test.Axis, standing.Sentence);
            }

            if (standing.PreventionChanges.Count > 0)
            {
                yield return Voiding(test, Axis.Prevention, standing.SentenceOf(standing.PreventionChanges, " for prevention"));
            }
        }
    }

    static Evidence Voiding(Evidence test, Axis axis, string sentence)
    {
        var statement = test with { Axis = axis, Outcome = null, Strength = 0, Source = LinkOf(test, axis).Source, Statement = sentence };
        return statement with { Id = EvidenceId.Of(statement) };
    }

    /// <summary>What a test's own statement is found by, for one axis of what it says.</summary>
    public static VoidLink LinkOf(Evidence test, Axis axis)
    {
        var text = $"{test.Outcome}\u001f{test.TechniqueAsWritten}\u001f{test.Statement}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return new(test.Technique, test.Scope, test.Date, axis, SourcePrefix + Convert.ToHexStringLower(hash.AsSpan(0, HashBytesKept)));
    }

    /// <summary>True when one of the links says that the test is void on the axis.</summary>
    public static bool Find(IReadOnlySet<VoidLink> links, Evidence test, Axis axis) => links.Count > 0 && links.Contains(LinkOf(test, axis));

    /// <summary>Links of all tests that statements say are void.</summary>
    public static IReadOnlySet<VoidLink> LinksIn(IReadOnlyList<Evidence> evidence)
        => evidence.Where(Is).Select(static e => new VoidLink(e.Technique, e.Scope, e.Date, e.Axis, e.Source)).ToHashSet();
}

/// <summary>Joins a test and the statement that it is void; survives a change of release, which changes ids.</summary>
public readonly record struct VoidLink(TechniqueId Technique, string Scope, DateOnly? Date, Axis Axis, string Source);
