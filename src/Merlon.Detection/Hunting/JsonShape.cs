using System.Runtime.InteropServices;
using Merlon.Logs.Json;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>
/// What records have in common whose values stand at the same paths in the same order: which pipeline knows them, which of their
/// values are selectors, and for each plan which value goes to which slot.
/// </summary>
/// <param name="values">Paths of the values: <see cref="JsonTokens.Shape"/>.</param>
/// <param name="pipeline">Index of the pipeline, or -1.</param>
/// <param name="selectors">Where the selectors are.</param>
sealed class JsonShape(int[] values, int pipeline, JsonShape.Selector[] selectors)
{
    /// <summary>Most plans for which places are kept.</summary>
    const int PlansMax = 16;

    readonly List<Places> kept = [];
    Places? last;

    /// <summary>Which value a selector is.</summary>
    /// <param name="Token">Index of the value, or -1 where there is none.</param>
    /// <param name="IsAlone">True where it is the field of that name as well, and the only value of it.</param>
    internal readonly record struct Selector(int Token, bool IsAlone);

    /// <summary>Where one value goes.</summary>
    /// <param name="At">Index in what the matcher takes.</param>
    /// <param name="Token">Index of the value.</param>
    /// <param name="Next">Where a further value of the same slot goes, or 0.</param>
    internal readonly record struct Place(int At, int Token, int Next);

    /// <summary>Where the values of a shape go that the rules of a plan read.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="Count">How many values the matcher takes, empty slots included.</param>
    /// <param name="All">The places.</param>
    internal sealed record Places(RoutePlan Plan, int Count, Place[] All);

    /// <summary>Index of the pipeline, or -1.</summary>
    public int Pipeline { get; } = pipeline;

    /// <summary>Where the selectors are.</summary>
    public ReadOnlySpan<Selector> Selectors => selectors;

    /// <summary>True for a record of this shape.</summary>
    public bool Is(ReadOnlySpan<int> shape) => shape.SequenceEqual(values);

    /// <summary>Where the values go that the rules of a plan read.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="tokens">Of a record of this shape.</param>
    /// <param name="paths">Which path a number is.</param>
    public Places PlacesOf(RoutePlan plan, ReadOnlySpan<JsonToken> tokens, JsonPaths paths)
    {
        if (last is not null && ReferenceEquals(last.Plan, plan))
        {
            return last;
        }

        foreach (var places in CollectionsMarshal.AsSpan(kept))
        {
            if (ReferenceEquals(places.Plan, plan))
            {
                return last = places;
            }
        }

        if (kept.Count == PlansMax)
        {
            kept.Clear();
        }

        kept.Add(last = Bind(plan, tokens, paths));
        return last;
    }

    // The buffer decides which values count; the index of a value stands for its place there.
    static Places Bind(RoutePlan plan, ReadOnlySpan<JsonToken> tokens, JsonPaths paths)
    {
        var buffer = new SlotBuffer();
        buffer.Begin(plan);
        for (var i = 0; i < tokens.Length; i++)
        {
            foreach (var binding in plan.Bind(paths.TextOf(tokens[i].Path)))
            {
                buffer.Add(binding, i, 0, Logs.SlotEncoding.Utf8, Logs.LogValueKind.Text, tokens[i].Depth, tokens[i].IsElement);
            }
        }

        // Behind the slots only values that some slot still has count.
        List<Place> places = [];
        var count = plan.SlotCount;
        for (var slot = 0; slot < plan.SlotCount; slot++)
        {
            var at = slot;
            for (var from = slot; buffer.Values[from].IsThere; from = buffer.Values[from].Next)
            {
                var hasNext = buffer.Values[from].Next != 0;
                places.Add(new Place(at, buffer.Values[from].Start, hasNext ? count : 0));
                if (!hasNext)
                {
                    break;
                }

                at = count++;
            }
        }

        return new Places(plan, count, [.. places]);
    }
}
