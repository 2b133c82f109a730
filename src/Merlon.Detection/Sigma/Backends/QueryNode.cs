using System.Collections.Immutable;

namespace Merlon.Sigma.Backends;

/// <summary>
/// A rule's expression bound to columns, what is certain already taken out: as in <see cref="SigmaExpression"/>, true or false
/// and nothing between.
/// </summary>
abstract record QueryNode
{
    /// <summary>Holds of every record.</summary>
    public static QueryNode True { get; } = new Constant(Value: true);

    /// <summary>Holds of none.</summary>
    public static QueryNode False { get; } = new Constant(Value: false);

    /// <summary>Certain whatever the record.</summary>
    public sealed record Constant(bool Value) : QueryNode;

    /// <summary>Two parts or more, none of them constant or of the same kind.</summary>
    public sealed record All(ImmutableArray<QueryNode> Parts) : QueryNode;

    /// <summary>Two parts or more, none of them constant or of the same kind.</summary>
    public sealed record Any(ImmutableArray<QueryNode> Parts) : QueryNode;

    /// <summary>A part that is no constant and no negation.</summary>
    public sealed record Not(QueryNode Part) : QueryNode;

    /// <summary>A predicate over a field that the table has.</summary>
    /// <param name="Predicate">What must hold.</param>
    /// <param name="Field">Where the field stands.</param>
    /// <param name="Other">Where the other field of <see cref="SigmaPredicate.FieldReference"/> stands; else the same.</param>
    public sealed record Test(SigmaPredicate Predicate, QueryField Field, QueryField Other) : QueryNode;

    /// <summary>True where all are.</summary>
    public static QueryNode AllOf(IEnumerable<QueryNode> parts)
    {
        var kept = new List<QueryNode>();
        foreach (var part in parts)
        {
            switch (part)
            {
                case Constant { Value: false }:
                    return False;
                case Constant:
                    break;
                case All all:
                    kept.AddRange(all.Parts);
                    break;
                default:
                    kept.Add(part);
                    break;
            }
        }

        return kept.Count switch { 0 => True, 1 => kept[0], _ => new All([.. kept]) };
    }

    /// <summary>True where one is.</summary>
    public static QueryNode AnyOf(IEnumerable<QueryNode> parts)
    {
        var kept = new List<QueryNode>();
        foreach (var part in parts)
        {
            switch (part)
            {
                case Constant { Value: true }:
                    return True;
                case Constant:
                    break;
                case Any any:
                    kept.AddRange(any.Parts);
                    break;
                default:
                    kept.Add(part);
                    break;
            }
        }

        return kept.Count switch { 0 => False, 1 => kept[0], _ => new Any([.. kept]) };
    }

    /// <summary>True where the part is not.</summary>
    public static QueryNode NotOf(QueryNode part) => part switch
    {
        Constant constant => constant.Value ? False : True,
        Not not => not.Part,
        _ => new Not(part),
    };
}

/// <summary>Where a field stands in the table: the first of its columns that is not null, or a place in a JSON document.</summary>
/// <param name="Names">Columns, best first, one at least; or paths within <see cref="TranslationOptions.JsonColumn"/>.</param>
sealed record QueryField(ImmutableArray<string> Names);
