using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>
/// Carries evidence from one release to another: docs/adr/0006-moving-evidence.md. Nothing is edited and nothing is lost: each
/// statement in force is in force again for the new release, shared out, joined to another, or asleep; and going back brings back
/// exactly what was there.
/// </summary>
public sealed record EvidencePassage
{
    /// <summary>The release that evidence is carried to.</summary>
    public required string To { get; init; }

    /// <summary>Every statement that changes, by id of the old one.</summary>
    public required IReadOnlyList<EvidenceMove> Moves { get; init; }

    /// <summary>Statements that sleep afterwards, those that slept before among them.</summary>
    public required int Asleep { get; init; }

    /// <summary>Releases that statements were carried from, ordinally sorted; those that only woke are not among them.</summary>
    public IReadOnlyList<string> From => [.. Moves.Where(static m => !m.WasAsleep).Select(static m => m.Old.Release).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>How many statements went one way.</summary>
    public int Count(EvidenceMoveKind kind) => Moves.Count(m => m.Kind == kind);

    /// <summary>Works out where each statement goes.</summary>
    public static EvidencePassage Of(EvidencePassageInput input)
    {
        var router = new EvidenceRouter(input);
        List<EvidenceMove> moves = [];
        foreach (var statement in input.InForce.Where(s => !string.Equals(s.Release, input.To.Version, StringComparison.Ordinal)))
        {
            moves.Add(router.Route(statement, wasAsleep: false));
        }

        var stillAsleep = 0;
        foreach (var statement in input.Asleep)
        {
            var move = router.Route(statement, wasAsleep: true);
            if (move.New.Count == 0)
            {
                stillAsleep++; // it slept and sleeps on: nothing to record
            }
            else
            {
                moves.Add(move);
            }
        }

        moves.Sort(static (a, b) => string.CompareOrdinal(a.Old.Id, b.Old.Id));
        var joined = Joined(moves, input);
        return new EvidencePassage
        {
            To = input.To.Version,
            Moves = joined,
            Asleep = stillAsleep + joined.Count(static m => m.New.Count == 0),
        };
    }

    /// <summary>One source is one voice: of several claims that come to say the same of one technique the strongest is in force for all.</summary>
    static List<EvidenceMove> Joined(List<EvidenceMove> moves, EvidencePassageInput input)
    {
        var stays = input.InForce.Where(s => string.Equals(s.Release, input.To.Version, StringComparison.Ordinal));
        var strongest = new Dictionary<Voice, Evidence>();
        foreach (var statement in stays.Concat(moves.Where(static m => m.Kind != EvidenceMoveKind.Restored).SelectMany(static m => m.New)).Where(static s => s.Kind != EvidenceKind.Test))
        {
            var voice = Voice.Of(statement);
            if (!strongest.TryGetValue(voice, out var known) || IsStronger(statement, known))
            {
                strongest[voice] = statement;
            }
        }

        return [.. moves.Select(move => move.Kind == EvidenceMoveKind.Restored ? move : JoinedOf(move, strongest))];
    }

    static EvidenceMove JoinedOf(EvidenceMove move, Dictionary<Voice, Evidence> strongest)
    {
        Evidence[] speaking = [.. move.New.Select(s => s.Kind == EvidenceKind.Test ? s : strongest[Voice.Of(s)])];
        var isJoined = !speaking.Select(static s => s.Id).SequenceEqual(move.New.Select(static s => s.Id), StringComparer.Ordinal);
        return isJoined ? move with { New = speaking, Kind = EvidenceMoveKind.Joined } : move;
    }

    static bool IsStronger(Evidence one, Evidence other)
        => one.Strength > other.Strength || (one.Strength.Equals(other.Strength) && string.CompareOrdinal(one.Id, other.Id) < 0);

    readonly record struct Voice(EvidenceKind Kind, Axis Axis, TechniqueId Technique, string Scope, string Source)
    {
        public static Voice Of(Evidence statement) => new(statement.Kind, statement.Axis, statement.Technique, statement.Scope, statement.Source);
    }
}

/// <summary>What evidence is carried over with.</summary>
/// <param name="InForce">Statements in force; those that are the new release's already stay as they are.</param>
/// <param name="Asleep">Statements that an earlier passage found no place for, and that nothing replaced since.</param>
/// <param name="Origins">Of a statement that passages made: what it was made of, by its id, the latest passage first.</param>
/// <param name="Passages">The way from a release to the new one by the first one's version, for each that could be loaded.</param>
/// <param name="To">The new release.</param>
public sealed record EvidencePassageInput(
    IReadOnlyList<Evidence> InForce, IReadOnlyList<Evidence> Asleep, IReadOnlyDictionary<string, IReadOnlyList<EvidenceOrigin>> Origins,
    IReadOnlyDictionary<string, ReleasePassage> Passages, AttackRelease To);

/// <summary>What a statement was made of when the release in use changed.</summary>
/// <param name="Passage">Number of the change.</param>
/// <param name="Evidence">The statement that it was made of.</param>
public sealed record EvidenceOrigin(long Passage, Evidence Evidence);
