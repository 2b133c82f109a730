using Merlon.Logs;
using Merlon.Sigma.Matching.Values;

namespace Merlon.Sigma.Matching.Deferred;

/// <summary>A predicate that no index answers: made when a rule comes to it, at most once for each record.</summary>
abstract class DeferredTest
{
    /// <summary>True where the record satisfies it.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="values">Its values by slot.</param>
    /// <param name="texts">What was made of the values.</param>
    public abstract bool IsTrue(ReadOnlySpan<byte> record, ReadOnlySpan<SlotValue> values, ValueTexts texts);
}

/// <summary>That a field is there or not, or has no value.</summary>
/// <param name="slot">The field.</param>
/// <param name="what">Which of these.</param>
sealed class PresenceTest(int slot, Presence what) : DeferredTest
{
    /// <inheritdoc/>
    public override bool IsTrue(ReadOnlySpan<byte> record, ReadOnlySpan<SlotValue> values, ValueTexts texts)
    {
        var isThere = values[slot].IsThere;
        if (what != Presence.MissingOrNull || !isThere)
        {
            return isThere == (what == Presence.There);
        }

        for (var at = slot; ; at = values[at].Next)
        {
            if (values[at].Kind == LogValueKind.Null)
            {
                return true;
            }

            if (values[at].Next == 0)
            {
                return false;
            }
        }
    }
}

/// <summary>What <see cref="PresenceTest"/> asks.</summary>
enum Presence
{
    /// <summary>The field is there, whatever its value.</summary>
    There,

    /// <summary>The field is not there.</summary>
    Missing,

    /// <summary>The field is not there or a value is JSON's null.</summary>
    MissingOrNull,
}

/// <summary>A test of one text, true where one of the field's values that is not null passes it.</summary>
/// <param name="slot">The field.</param>
abstract class ValueTest(int slot) : DeferredTest
{
    /// <inheritdoc/>
    public sealed override bool IsTrue(ReadOnlySpan<byte> record, ReadOnlySpan<SlotValue> values, ValueTexts texts)
    {
        if (!values[slot].IsThere)
        {
            return false;
        }

        for (var at = slot; ; at = values[at].Next)
        {
            if (values[at].Kind != LogValueKind.Null && Holds(texts.Of(at, values[at]), record))
            {
                return true;
            }

            if (values[at].Next == 0)
            {
                return false;
            }
        }
    }

    /// <summary>True where the text passes.</summary>
    protected abstract bool Holds(ValueText text, ReadOnlySpan<byte> record);
}
