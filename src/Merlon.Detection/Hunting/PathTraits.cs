using System.Collections.Immutable;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>A place where a selector of a pipeline may stand.</summary>
/// <param name="Selector">Index of the selector.</param>
/// <param name="Rank">How good the place is, 0 best.</param>
/// <param name="IsOwn">True where the pipeline says where the selector stands, false where it stands there as a field.</param>
readonly record struct SelectorPlace(int Selector, int Rank, bool IsOwn);

/// <summary>
/// What a path means before the route is known: of which pipelines it is a marker, and for which selectors of a pipeline it is a
/// place. From the paths alone it says the same as <see cref="PipelineSet.Recognise"/>.
/// </summary>
sealed class PathTraits
{
    readonly PipelineSet pipelines;
    readonly FieldBinder markers;
    readonly ImmutableArray<ImmutableArray<ulong[]>> alternatives;
    readonly (FieldBinder Fields, FieldBinder? Own, ImmutableArray<(int Selector, int Rank)> Owners)[] selectors;
    readonly LogFormat format;

    /// <summary>Traits for the records of a format.</summary>
    public PathTraits(PipelineSet pipelines, LogFormat format)
    {
        this.pipelines = pipelines;
        this.format = format;
        string[] names = [.. pipelines.Pipelines.SelectMany(static p => p.Markers).SelectMany(static paths => paths).Distinct(StringComparer.Ordinal)];
        Words = Math.Max(1, (names.Length + 63) / 64);

        // A field without a pipeline's prefixes and paths is bound exactly, at rank 0, to what FieldLookup.IsThere finds.
        markers = BinderOf([.. names]);
        alternatives = [.. pipelines.Pipelines.Select(p => p.Markers.Select(paths => BitsOf(paths, names)).ToImmutableArray())];
        selectors = [.. pipelines.Pipelines.Select(SelectorsOf)];
    }

    /// <summary>How many words the markers of a path take.</summary>
    public int Words { get; }

    /// <summary>Puts the markers that a path is into <paramref name="bits"/>.</summary>
    public void MarkersOf(ReadOnlySpan<byte> path, Span<ulong> bits)
    {
        bits.Clear();
        foreach (var binding in markers.Bind(path))
        {
            if (binding.Rank == 0)
            {
                bits[binding.Slot / 64] |= 1UL << (binding.Slot % 64);
            }
        }
    }

    /// <summary>Index of the first pipeline whose markers are all among those seen, or -1.</summary>
    public int Recognise(ReadOnlySpan<ulong> seen)
    {
        for (var i = 0; i < alternatives.Length; i++)
        {
            var formats = pipelines.Pipelines[i].Formats;
            if (!formats.IsEmpty && !formats.Contains(format))
            {
                continue;
            }

            if (alternatives[i].IsEmpty)
            {
                if (!formats.IsEmpty)
                {
                    return i;
                }

                continue;
            }

            foreach (var wanted in alternatives[i])
            {
                if (Has(seen, wanted))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>For which selectors of a pipeline a path is a place.</summary>
    public SelectorPlace[] SelectorsAt(int pipeline, ReadOnlySpan<byte> path)
    {
        var (fields, own, owners) = selectors[pipeline];
        List<SelectorPlace> places = [];
        foreach (var binding in fields.Bind(path))
        {
            places.Add(new SelectorPlace(binding.Slot, binding.Rank, IsOwn: false));
        }

        foreach (var binding in own?.Bind(path) ?? [])
        {
            if (binding.Rank == 0)
            {
                places.Add(new SelectorPlace(owners[binding.Slot].Selector, owners[binding.Slot].Rank, IsOwn: true));
            }
        }

        return [.. places];
    }

    static (FieldBinder Fields, FieldBinder? Own, ImmutableArray<(int Selector, int Rank)> Owners) SelectorsOf(Pipeline pipeline)
    {
        List<string> paths = [];
        List<(int, int)> owners = [];
        for (var i = 0; i < pipeline.Selectors.Length; i++)
        {
            var rank = 0;
            foreach (var path in pipeline.SelectorPaths.GetValueOrDefault(pipeline.Selectors[i], []))
            {
                paths.Add(path);
                owners.Add((i, rank++));
            }
        }

        return (new FieldBinder(pipeline, pipeline.Selectors), paths.Count == 0 ? null : BinderOf([.. paths]), [.. owners]);
    }

    static FieldBinder BinderOf(ImmutableArray<string> paths) => new(new Pipeline { Name = "", Title = "" }, paths);

    ulong[] BitsOf(ImmutableArray<string> paths, string[] names)
    {
        var bits = new ulong[Words];
        foreach (var path in paths)
        {
            var at = Array.IndexOf(names, path);
            bits[at / 64] |= 1UL << (at % 64);
        }

        return bits;
    }

    static bool Has(ReadOnlySpan<ulong> seen, ReadOnlySpan<ulong> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            if ((seen[i] & wanted[i]) != wanted[i])
            {
                return false;
            }
        }

        return true;
    }
}
