using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Layers;

/// <summary>Reads one layer of a file.</summary>
/// <param name="log">Takes what is noticed.</param>
/// <param name="path">Place of the layer in the file.</param>
sealed class LayerReading(DiagnosticLog log, string path)
{
    readonly SortedSet<string> unknown = new(StringComparer.Ordinal);

    public Layer Layer(JsonElement owner)
    {
        var fields = new LayerFields(owner, path, log);
        var layer = Versioned(fields, new Layer
        {
            Name = Required(fields, "name"),
            Domain = Domain(fields),
            AttackVersion = "",
            Techniques = [],
        });
        layer = layer with
        {
            Description = fields.Text("description") ?? "",
            CustomDataUrl = fields.Text("customDataURL"),
            Sorting = Sorting(fields),
            HideDisabled = fields.Flag("hideDisabled") ?? false,
            Layout = Layout(fields),
            Techniques = new LayerTechniqueReading(this, log, path).Techniques(fields),
            Gradient = Gradient(fields),
            Legend = Legend(fields),
            Metadata = Metadata(fields, path),
            Links = Links(fields, path),
            ShowTacticRowBackground = fields.Flag("showTacticRowBackground") ?? false,
            TacticRowBackground = TacticRowBackground(fields),
            SelectTechniquesAcrossTactics = fields.Flag("selectTechniquesAcrossTactics") ?? true,
            SelectSubtechniquesWithParent = fields.Flag("selectSubtechniquesWithParent") ?? false,
            SelectVisibleTechniques = fields.Flag("selectVisibleTechniques") ?? false,
        };
        layer = Filtered(fields, layer);
        layer = layer with { OtherFields = Rest(fields, "") };
        if (unknown.Count > 0)
        {
            log.Note("LAYER017", new SourceLocation(0, 0, path), "fields that format 4.5 does not know or cannot use were kept", string.Join(", ", unknown));
        }

        return layer;
    }

    /// <summary>What is left over, remembered by its name.</summary>
    public IReadOnlyList<LayerField> Rest(LayerFields fields, string owner)
    {
        var rest = fields.Rest();
        foreach (var field in rest)
        {
            if (unknown.Count < Diagnostic.ExcerptCharsMax)
            {
                unknown.Add(owner + field.Name);
            }
        }

        return rest;
    }

    string Required(LayerFields fields, string name)
    {
        if (fields.Text(name) is { } text)
        {
            return text;
        }

        log.Warn("LAYER007", fields.PlaceOf(name), $"the layer has no {name}, which the format asks for");
        return "";
    }

    string Domain(LayerFields fields)
    {
        var written = Required(fields, "domain");
        var domain = LayerLegacy.Domain(written);
        if (!string.Equals(domain, written, StringComparison.Ordinal))
        {
            log.Note("LAYER009", fields.PlaceOf("domain"), $"an old format's name of a domain was read as {domain}", written);
        }

        return domain;
    }

    Layer Versioned(LayerFields fields, Layer layer)
    {
        var format = fields.Any("version") is { } legacy ? VersionText(legacy) : null;
        if (fields.Object("versions") is { } versions)
        {
            var inner = new LayerFields(versions, $"{path}.versions", log);
            format ??= inner.Any("layer") is { } written ? VersionText(written) : null;
            var navigator = inner.Text("navigator");
            layer = layer with
            {
                AttackVersion = inner.Text("attack") ?? "",
                NavigatorVersion = navigator ?? Layers.Layer.NavigatorVersionDefault,
                OtherVersions = Rest(inner, "versions."),
            };
        }

        return layer with { NavigatorVersion = Checked(format, layer) };
    }

    /// <summary>The Navigator that the layer names, or the one whose format the layer is brought to.</summary>
    string Checked(string? format, Layer layer)
    {
        var place = new SourceLocation(0, 0, $"{path}.versions.layer");
        if (string.Equals(format, Layers.Layer.FormatVersion, StringComparison.Ordinal))
        {
            return layer.NavigatorVersion;
        }

        if (format is null)
        {
            log.Warn("LAYER007", place, $"the layer does not say its format; it was read as {Layers.Layer.FormatVersion}");
            return layer.NavigatorVersion;
        }

        if (double.TryParse(format, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 1 and < 4.5)
        {
            log.Note("LAYER009", place, $"format {format} was read as {Layers.Layer.FormatVersion}");
            return Layers.Layer.NavigatorVersionDefault;
        }

        log.Warn("LAYER018", place, $"format {Diagnostic.ExcerptOf(format)} is not known; it was read as {Layers.Layer.FormatVersion}");
        return layer.NavigatorVersion;
    }

    static string VersionText(JsonElement value)
        => value.ValueKind == JsonValueKind.String ? LayerJson.Text(value) : LayerFields.Excerpt(value);

    Layer Filtered(LayerFields fields, Layer layer)
    {
        if (fields.Object("filters") is not { } filters)
        {
            return layer;
        }

        var inner = new LayerFields(filters, $"{path}.filters", log);
        if (inner.Any("stages") is { } stages)
        {
            log.Note("LAYER009", inner.PlaceOf("stages"), "stages were a filter of old formats and have no meaning since", LayerFields.Excerpt(stages));
        }

        var written = Bounded(inner.Texts("platforms") ?? [], inner.PlaceOf("platforms"));
        var platforms = written.Select(LayerLegacy.Platform).Distinct(StringComparer.Ordinal).ToList();
        if (!platforms.SequenceEqual(written, StringComparer.Ordinal))
        {
            log.Note("LAYER009", inner.PlaceOf("platforms"), "old names of platforms were brought up to date", string.Join(", ", written.Except(platforms, StringComparer.Ordinal)));
        }

        return layer with { Platforms = platforms, OtherFilters = Rest(inner, "filters.") };
    }

    static LayerSorting Sorting(LayerFields fields)
    {
        var number = fields.Number("sorting");
        if (number is null or 0 or 1 or 2 or 3)
        {
            return (LayerSorting)(int)(number ?? 0);
        }

        fields.PutBack("sorting", "a number from 0 to 3");
        return LayerSorting.NameAscending;
    }

    LayerLayout Layout(LayerFields fields)
    {
        var layout = new LayerLayout();
        var legacy = fields.Any("viewMode");
        var legacyFull = fields.Any("viewFullTable");
        if (fields.Object("layout") is { } written)
        {
            return LayoutOf(new LayerFields(written, $"{path}.layout", log));
        }

        // viewMode of formats 1.1 to 3: 0 full, 1 compact, 2 mini; viewFullTable of 1.0.
        var mode = legacy is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : legacyFull is { ValueKind: JsonValueKind.False } ? 1 : 0;
        return mode switch
        {
            1 => layout with { ShowIds = true, ShowNames = false },
            2 => layout with { Matrix = LayerMatrix.Mini, ShowNames = false },
            _ => layout,
        };
    }

    LayerLayout LayoutOf(LayerFields fields)
    {
        var layout = new LayerLayout
        {
            Matrix = Word(fields, "layout", LayerWords.Matrix, "side, flat or mini") ?? LayerMatrix.Side,
            Aggregate = Word(fields, "aggregateFunction", LayerWords.Aggregate, "average, min, max or sum") ?? LayerAggregate.Average,
            Expanded = Word(fields, "expandedSubtechniques", LayerWords.Expansion, "none, annotated or all") ?? LayerExpansion.None,
            ShowIds = fields.Flag("showID") ?? false,
            ShowNames = fields.Flag("showName") ?? true,
            ShowAggregateScores = fields.Flag("showAggregateScores") ?? false,
            CountUnscored = fields.Flag("countUnscored") ?? false,
        };
        return layout with { OtherFields = Rest(fields, "layout.") };
    }

    static T? Word<T>(LayerFields fields, string name, Func<string?, T?> read, string choices) where T : struct
    {
        if (fields.Text(name) is not { } word)
        {
            return null;
        }

        var value = read(word);
        if (value is null)
        {
            fields.PutBack(name, choices);
        }

        return value;
    }

    LayerGradient Gradient(LayerFields fields)
    {
        if (fields.Object("gradient") is not { } written)
        {
            return LayerGradient.Default;
        }

        var inner = new LayerFields(written, $"{path}.gradient", log);
        var colors = Bounded(inner.Texts("colors") ?? LayerGradient.Default.Colors, inner.PlaceOf("colors"));
        if (colors.Count < 2 || !colors.All(IsColor))
        {
            log.Warn("LAYER012", inner.PlaceOf("colors"), "a gradient needs two colours or more, all of them colours; it was kept as written and Navigator's own is used", string.Join(", ", colors));
            inner.LeaveOver("colors");
            colors = LayerGradient.Default.Colors;
        }

        var gradient = new LayerGradient(colors, inner.Number("minValue") ?? 0, inner.Number("maxValue") ?? 100);
        if (gradient.Max <= gradient.Min)
        {
            log.Warn("LAYER012", inner.PlaceOf("maxValue"), "the gradient ends before it begins: maxValue is not greater than minValue");
        }

        return gradient with { OtherFields = Rest(inner, "gradient.") };
    }

    string TacticRowBackground(LayerFields fields)
    {
        var color = fields.Text("tacticRowBackground") ?? Layers.Layer.TacticRowBackgroundDefault;
        if (IsColor(color))
        {
            return color;
        }

        log.Warn("LAYER012", fields.PlaceOf("tacticRowBackground"), "this is not a colour; it was kept as written and Navigator's own is used", color);
        fields.LeaveOver("tacticRowBackground");
        return Layers.Layer.TacticRowBackgroundDefault;
    }

    static bool IsColor(string text) => LayerColor.TryParse(text, out _);

    List<LayerLegendItem> Legend(LayerFields fields) => Entries(fields, path, "legendItems", (inner, place) =>
    {
        var item = new LayerLegendItem(inner.Text("label") ?? "", inner.Text("color") ?? "") { OtherFields = Rest(inner, "legendItems.") };
        if (item.Label.Length == 0 || !IsColor(item.Color))
        {
            log.Warn("LAYER014", new SourceLocation(0, 0, place), "a legend item needs a label and a colour; it was kept, Navigator drops it", item.Color);
        }

        return item;
    });

    public IReadOnlyList<LayerMetadata> Metadata(LayerFields fields, string owner) => Entries(fields, owner, "metadata", (inner, place) =>
    {
        var entry = new LayerMetadata(inner.Text("name") ?? "", inner.Text("value") ?? "") { Divider = inner.Flag("divider"), OtherFields = Rest(inner, "metadata.") };
        if (!entry.IsComplete)
        {
            log.Warn("LAYER014", new SourceLocation(0, 0, place), "metadata needs a name and a value; it was kept, Navigator drops it", entry.Name + entry.Value);
        }

        return entry;
    });

    public IReadOnlyList<LayerLink> Links(LayerFields fields, string owner) => Entries(fields, owner, "links", (inner, place) =>
    {
        var link = new LayerLink(inner.Text("label") ?? "", inner.Text("url") ?? "") { Divider = inner.Flag("divider"), OtherFields = Rest(inner, "links.") };
        if (!link.IsComplete)
        {
            log.Warn("LAYER014", new SourceLocation(0, 0, place), "a link needs a label and an address; it was kept, Navigator drops it", link.Label + link.Url);
        }
        else if (link.Url.Length > 0 && !link.IsSafe)
        {
            log.Warn("LAYER013", new SourceLocation(0, 0, place), "this address is neither http nor https; it was kept and is never made a link", link.Url, "Navigator does make it one");
        }

        return link;
    });

    List<T> Entries<T>(LayerFields fields, string owner, string name, Func<LayerFields, string, T> read)
    {
        var entries = new List<T>();
        if (fields.List(name) is not { } list)
        {
            return entries;
        }

        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{owner}.{name}[{index++}]");
            if (entries.Count == LayerReader.LayerEntriesMax)
            {
                log.Warn("LAYER004", fields.PlaceOf(name), string.Create(CultureInfo.InvariantCulture,
                    $"there are {list.GetArrayLength():N0} entries; those after the first {LayerReader.LayerEntriesMax:N0} were left out"));
                break;
            }

            if (item.ValueKind == JsonValueKind.Object)
            {
                entries.Add(read(new LayerFields(item, place, log), place));
            }
            else
            {
                log.Warn("LAYER016", new SourceLocation(0, 0, place), "this entry is no object and was left out", LayerFields.Excerpt(item));
            }
        }

        return entries;
    }

    IReadOnlyList<string> Bounded(IReadOnlyList<string> words, SourceLocation place)
    {
        if (words.Count <= LayerReader.LayerEntriesMax)
        {
            return words;
        }

        log.Warn("LAYER004", place, string.Create(CultureInfo.InvariantCulture, $"there are {words.Count:N0} entries; those after the first {LayerReader.LayerEntriesMax:N0} were left out"));
        return [.. words.Take(LayerReader.LayerEntriesMax)];
    }
}
