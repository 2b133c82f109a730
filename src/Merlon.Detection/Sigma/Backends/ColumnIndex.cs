using System.Collections.Concurrent;
using System.Collections.Immutable;
using Merlon.Pipelines;

namespace Merlon.Sigma.Backends;

/// <summary>Columns by the paths that fit their names, each path looked for once; shared by the rules of one table.</summary>
sealed class ColumnIndex(ImmutableArray<string> columns)
{
    readonly ConcurrentDictionary<(string Path, bool IsExact), ImmutableArray<string>> found = new();

    /// <summary>Every column, in the order of the table.</summary>
    public ImmutableArray<string> Columns => columns;

    /// <summary>Columns whose names a path fits, as <see cref="FieldLookup"/> has it; of several the last counts most and comes first.</summary>
    public ImmutableArray<string> Find(string path, bool isExact)
        => found.GetOrAdd((path, isExact), key => [.. columns.Where(column => FieldLookup.IsNamed(column, key.Path, key.IsExact)).Reverse()]);
}
