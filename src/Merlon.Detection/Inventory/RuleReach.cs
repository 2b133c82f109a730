using Merlon.Sigma;

namespace Merlon.Inventory;

/// <summary>Why a rule could never fire on the logs of an inventory, or that it could.</summary>
public enum RuleReachKind
{
    /// <summary>Its log source is there, and nothing that it needs is missing.</summary>
    CanFire,

    /// <summary>No record is of its log source.</summary>
    NoLogSource,

    /// <summary>Its log source is there, but not the events that it asks for by id or channel.</summary>
    NoEvent,

    /// <summary>Its log source is there, but without fields that it cannot do without.</summary>
    NoField,

    /// <summary>It cannot be evaluated at all; its refusal says why.</summary>
    Refused,
}

/// <summary>Whether a rule could fire on the logs of an inventory.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Kind">Whether, and what is missing.</param>
/// <param name="Missing">What is missing: fields, event ids, or what the log source would be; ordinally.</param>
/// <param name="Sources">Labels of the sources on which it could fire, or which it reads but cannot fire on.</param>
/// <param name="Records">Records of these sources.</param>
public sealed record RuleReach(SigmaRule Rule, RuleReachKind Kind, IReadOnlyList<string> Missing, IReadOnlyList<string> Sources, long Records);
