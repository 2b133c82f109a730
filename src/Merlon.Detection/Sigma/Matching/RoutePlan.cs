using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching.Compilation;
using Merlon.Sigma.Matching.Indexes;

namespace Merlon.Sigma.Matching;

/// <summary>
/// What the rules of one route read and how they are evaluated; immutable and shared by threads. A reader asks it once for each
/// path that its records have, keeps the answer, and passes nothing but the values that are bound.
/// </summary>
public sealed class RoutePlan
{
    readonly FieldBinder binder;
    readonly KeywordGate? gate;

    internal RoutePlan(LogRoute route, FieldBinder binder, int keywordSlot, KeywordGate? gate, PlanProgram? program)
    {
        Route = route;
        this.binder = binder;
        KeywordSlot = keywordSlot;
        this.gate = gate;
        Program = program;
    }

    /// <summary>The route, or one of those that share the plan.</summary>
    public LogRoute Route { get; }

    /// <summary>True where no rule can match: the records need no further look.</summary>
    public bool IsEmpty => Program is null;

    /// <summary>How many rules may match.</summary>
    public int RuleCount { get; internal init; }

    /// <summary>How many fields the rules read, the <see cref="KeywordSlot"/> included.</summary>
    public int SlotCount => binder.Fields.Length;

    /// <summary>Names of the fields by slot, as the records have them: the claim's renames are applied; empty for the <see cref="KeywordSlot"/>.</summary>
    public ReadOnlySpan<string> Fields => binder.Fields.AsSpan();

    /// <summary>
    /// The slot of every text and number of the record, wherever it stands (no truth values, structures and nulls), in one chain,
    /// for rules that look at every value; -1 where the route has no such rule. Filled only for records that
    /// <see cref="MayHoldKeyword"/>, by <see cref="SlotBuffer.AddKeyword"/>; left empty for all others.
    /// </summary>
    public int KeywordSlot { get; }

    /// <summary>Tells the plans of one rule set apart; from 0.</summary>
    internal int Number { get; init; }

    internal PlanProgram? Program { get; }

    /// <summary>
    /// For which fields a value at <paramref name="recordPath"/> is a candidate, and how good a one; usually for none. Names of
    /// nested objects are joined by points. Costs some 100 ns: keep the answer where a path comes again.
    /// </summary>
    /// <param name="recordPath">As <see cref="Logs.LogEvent.NameOf"/> has it: UTF-8, unescaped.</param>
    public SlotBinding[] Bind(ReadOnlySpan<byte> recordPath) => binder.Bind(recordPath);

    /// <summary>
    /// False where nothing inside the object at <paramref name="recordPath"/> can be bound, so that a reader may skip it, unless
    /// the record <see cref="MayHoldKeyword"/>.
    /// </summary>
    public bool MayBindBelow(ReadOnlySpan<byte> recordPath) => binder.MayBindBelow(recordPath);

    /// <summary>
    /// False where no rule that looks at every value can be satisfied by a record, or where there is no such rule; its
    /// <see cref="KeywordSlot"/> then stays empty. Looks at 16 bytes at a time.
    /// </summary>
    /// <param name="record">All bytes of the record in which its texts and numbers stand; where they lie apart, each part is asked for.</param>
    /// <param name="encoding">
    /// How: <see cref="SlotEncoding.JsonEscaped"/> for a record of JSON as it stands in the file, <see cref="SlotEncoding.Utf8"/>
    /// for text without escapes, <see cref="SlotEncoding.Utf16"/> for binary XML, at odd places too; what that has as numbers,
    /// times and identifiers is no matter.
    /// </param>
    public bool MayHoldKeyword(ReadOnlySpan<byte> record, SlotEncoding encoding)
        => KeywordSlot >= 0 && (gate is null || gate.MayOccur(record, encoding));
}
