using System.Globalization;
using System.Text;
using Merlon.Hunting;
using Merlon.Sigma.Matching;

namespace Merlon.Logs.Evtx;

/// <summary>
/// Which rules read the events of a channel with an event id, and for each plan of a template which of its leaves they read.
/// Found by the bytes as they stand in the chunk. Bounded; one for each thread.
/// </summary>
/// <param name="routes">The routes that this thread has met.</param>
/// <param name="pipeline">Index of the pipeline that reads event logs.</param>
sealed class EvtxRoutes(HuntRoutes routes, int pipeline)
{
    const int TableLength = 1024;

    Route?[] table = new Route?[TableLength];
    int count;
    int generation;

    /// <summary>Records of one channel and event id.</summary>
    public sealed class Route(byte[] channel, long eventId, bool arePlain, HuntRoute kept)
    {
        readonly List<BoundPlan> bound = [];

        public byte[] Channel { get; } = channel;

        public long EventId { get; } = eventId;

        public bool ArePlain { get; } = arePlain;

        /// <summary>The route that the hunt knows.</summary>
        public HuntRoute Kept { get; } = kept;

        /// <summary>Further routes with the same place in the table.</summary>
        public Route? Next { get; init; }

        /// <summary>Which leaves of a plan the rules read.</summary>
        public BoundPlan Bind(BinXmlPlan fields)
        {
            foreach (var known in bound)
            {
                if (ReferenceEquals(known.Fields, fields))
                {
                    return known;
                }
            }

            if (bound.Count >= EvtxLimits.BoundPlansMax)
            {
                bound.Clear();
            }

            var made = new BoundPlan(fields, Kept.Plan);
            bound.Add(made);
            return made;
        }
    }

    /// <summary>The leaves of a plan that the rules of a route read.</summary>
    public sealed class BoundPlan
    {
        /// <summary>Asks the route for each leaf.</summary>
        public BoundPlan(BinXmlPlan fields, RoutePlan plan)
        {
            Fields = fields;
            var leaves = new List<BoundLeaf>();
            for (var i = 0; i < fields.Leaves.Length; i++)
            {
                var leaf = fields.Leaves[i];
                var bindings = plan.Bind(leaf.Name);
                if (bindings.Length > 0 || plan.KeywordSlot >= 0)
                {
                    leaves.Add(new BoundLeaf(i, bindings));
                }

                // A text of the template stands outside of the record, and one in pieces may hold a keyword across them.
                MayHoldKeyword |= leaf.Parts.Length > 1 || leaf.Parts is [{ Text: { } said }] && plan.MayHoldKeyword(said, SlotEncoding.Utf8);
            }

            Leaves = [.. leaves];
        }

        /// <summary>True where what the template itself says may hold a text that rules look for in every value.</summary>
        public bool MayHoldKeyword { get; }

        /// <summary>The plan.</summary>
        public BinXmlPlan Fields { get; }

        /// <summary>Leaves that rules read, in the order of the plan.</summary>
        public BoundLeaf[] Leaves { get; }
    }

    /// <summary>A leaf that rules read.</summary>
    /// <param name="Index">Which leaf of the plan.</param>
    /// <param name="Bindings">For which slots; none where only rules that look at every value read it.</param>
    public readonly record struct BoundLeaf(int Index, SlotBinding[] Bindings);

    /// <summary>The route of records with these selectors.</summary>
    /// <param name="channel">As it stands in the chunk: UTF-16.</param>
    /// <param name="eventId">The event id.</param>
    /// <param name="arePlain">True where nothing else has their names.</param>
    public Route Find(ReadOnlySpan<byte> channel, long eventId, bool arePlain)
    {
        var slot = SlotOf(channel, eventId);
        for (var route = table[slot]; route is not null; route = route.Next)
        {
            if (route.EventId == eventId && route.ArePlain == arePlain && route.Channel.AsSpan().SequenceEqual(channel))
            {
                return route;
            }
        }

        var kept = routes.Find(pipeline, [Encoding.Unicode.GetString(channel), eventId.ToString(CultureInfo.InvariantCulture)], arePlain);
        if (++count > EvtxLimits.RoutesMax || generation != routes.Generation)
        {
            (table, count, generation) = (new Route?[TableLength], 1, routes.Generation);
        }

        return table[slot] = new Route(channel.ToArray(), eventId, arePlain, kept) { Next = table[slot] };
    }

    static int SlotOf(ReadOnlySpan<byte> channel, long eventId)
    {
        unchecked
        {
            var hash = (ulong)eventId * 0x9E3779B97F4A7C15 + (ulong)channel.Length;
            foreach (var word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(channel))
            {
                hash = (hash ^ word) * 0xFF51AFD7ED558CCD;
                hash ^= hash >> 29;
            }

            return (int)(hash >> 32) & (TableLength - 1);
        }
    }
}
