using System.Collections.Immutable;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads one item of a selection, a field with modifiers and its value or values, into predicates.</summary>
readonly struct SigmaItemReader(SigmaSelectionReader owner, string field, SigmaModifiers modifiers)
{
    /// <summary>True where the modifiers say something of a field that a keyword has not.</summary>
    public bool NeedsField => modifiers.Has(SigmaFlags.Exists | SigmaFlags.FieldReference) || modifiers.Operator is not null || modifiers.TimePart is not null;

    /// <summary>The item with a single value.</summary>
    public SigmaExpression? ReadOne(YamlNode.Scalar value) => Negated(ReadValue(value));

    /// <summary>The item with a list of values: one of them must hold, with <c>all</c> every one.</summary>
    public SigmaExpression? ReadAll(YamlNode.Sequence values)
    {
        if (values.Items.Count == 0)
        {
            owner.Refuse("SIGMA049", "a list of values is empty; no record can hold one of none", values.Location);
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<SigmaExpression>(values.Items.Count);
        for (var i = 0; i < values.Items.Count; i++)
        {
            if (values.Items[i] is not YamlNode.Scalar scalar)
            {
                owner.Refuse("SIGMA049", "a value of a list is a list or a mapping itself", values.Items[i].Location);
                return null;
            }

            if (ReadValue(scalar) is { } part)
            {
                parts.Add(part);
            }
        }

        return parts.Count switch
        {
            0 => null,
            1 => Negated(parts[0]),
            _ => Negated(modifiers.Has(SigmaFlags.All) ? new SigmaExpression.AllOf(parts.DrainToImmutable()) : new SigmaExpression.AnyOf(parts.DrainToImmutable())),
        };
    }

    SigmaExpression? Negated(SigmaExpression? item) => item is not null && modifiers.Has(SigmaFlags.NotEqual) ? new SigmaExpression.Negation(item) : item;

    SigmaExpression? ReadValue(YamlNode.Scalar value)
    {
        var place = SigmaSelectionReader.PlaceOf(value.Location);
        if (!owner.Count(place))
        {
            return null;
        }

        if (modifiers.Operator is not null || modifiers.TimePart is not null)
        {
            return ReadComparison(value, place);
        }

        if (value.IsNull)
        {
            return ReadNull(place);
        }

        const SigmaFlags NoText = SigmaFlags.Exists | SigmaFlags.Regex | SigmaFlags.Cidr | SigmaFlags.FieldReference;
        return modifiers.Has(NoText) ? ReadOther(value, place) : ReadText(value, place);
    }

    SigmaExpression? ReadNull(SourceLocation place)
    {
        if (field.Length == 0 || modifiers.Transforms.Length > 0 || modifiers.Has(~(SigmaFlags.All | SigmaFlags.NotEqual | SigmaFlags.Cased)))
        {
            return Refused("SIGMA043", "null stands where a text is needed; write '' for an empty text", place);
        }

        return Match(new SigmaPredicate.Null(field, place));
    }

    SigmaExpression? ReadOther(YamlNode.Scalar value, SourceLocation place)
    {
        if (modifiers.Has(SigmaFlags.Exists))
        {
            return value.IsPlain && bool.TryParse(value.Text, out var isThere)
                ? Match(new SigmaPredicate.Exists(field, isThere, place))
                : Refused("SIGMA043", "'exists' takes true or false", place);
        }

        if (modifiers.Has(SigmaFlags.Cidr))
        {
            return SigmaNetwork.TryParse(value.Text, out var network)
                ? Match(new SigmaPredicate.Cidr(field, network, place))
                : Refused("SIGMA043", $"'{Diagnostic.ExcerptOf(value.Text)}' is no network such as 10.0.0.0/8 or fe80::/10", place);
        }

        if (modifiers.Has(SigmaFlags.FieldReference))
        {
            if (value.Text.Length == 0)
            {
                return Refused("SIGMA043", "'fieldref' takes the name of a field", place);
            }

            owner.AddField(value.Text);
            var part = modifiers.Transforms switch
            {
                [SigmaTransform.Contains] => SigmaTextPart.Contains,
                [SigmaTransform.StartsWith] => SigmaTextPart.StartsWith,
                [SigmaTransform.EndsWith] => SigmaTextPart.EndsWith,
                _ => SigmaTextPart.Whole,
            };
            return Match(new SigmaPredicate.FieldReference(field, value.Text, part, modifiers.Has(SigmaFlags.Cased), place));
        }

        return ReadRegex(value, place);
    }

    SigmaExpression? ReadRegex(YamlNode.Scalar value, SourceLocation place)
    {
        var expression = SigmaRegex.Anchored(value.Text, modifiers.Transforms);
        var predicate = new SigmaPredicate.RegexMatch(
            field, expression,
            modifiers.Has(SigmaFlags.RegexIgnoreCase), modifiers.Has(SigmaFlags.RegexMultiline), modifiers.Has(SigmaFlags.RegexDotAll), place);
        return SigmaRegex.FaultOf(predicate) is { } fault ? Refused("SIGMA044", fault, place) : Match(predicate);
    }

    SigmaExpression? ReadComparison(YamlNode.Scalar value, SourceLocation place)
    {
        if (!SigmaText.TryReadNumber(value.Text, out var number))
        {
            return Refused("SIGMA043", $"'{Diagnostic.ExcerptOf(value.Text)}' is no number to compare with", place);
        }

        return modifiers.TimePart is { } part
            ? Match(new SigmaPredicate.TimeMatch(field, part, modifiers.Operator ?? SigmaOperator.Equal, number, place))
            : Match(new SigmaPredicate.Compare(field, modifiers.Operator ?? SigmaOperator.Equal, number, place));
    }

    SigmaExpression? ReadText(YamlNode.Scalar value, SourceLocation place)
    {
        var text = value.Text;
        if (SigmaPattern.IsAmbiguous(text))
        {
            return Refused("SIGMA043", "the value holds U+FDD0 or U+FDD1, which are no characters", place);
        }

        var isExpanding = modifiers.Has(SigmaFlags.Expand);
        if (value.IsPlain && field.Length > 0 && !isExpanding)
        {
            if (modifiers.Transforms.Length == 0 && !modifiers.Has(SigmaFlags.Cased) && IsNumber(text) && SigmaText.TryReadNumber(text, out var number))
            {
                return Match(new SigmaPredicate.Number(field, number, text, place));
            }

            text = text is "True" or "TRUE" ? "true" : text is "False" or "FALSE" ? "false" : text;
        }

        var transforms = modifiers.Transforms;
        if (field.Length == 0 && !Array.Exists(transforms, static t => t is SigmaTransform.Contains or SigmaTransform.StartsWith or SigmaTransform.EndsWith))
        {
            // A keyword is anywhere in a value.
            transforms = [.. transforms, SigmaTransform.Contains];
        }

        if (!isExpanding && (transforms.Length == 0 || transforms.Length == 1 && transforms[0] <= SigmaTransform.EndsWith))
        {
            var canonical = SigmaPattern.CanonicalOf(text);
            return Text(transforms.Length == 0 ? canonical : SigmaTransforms.Positioned(canonical, transforms[0]), place);
        }

        string? fault = null;
        string? code = null;
        var variants = isExpanding ? SigmaTransforms.Expand(text, owner.Placeholders, out code, out fault) : [SigmaPattern.CanonicalOf(text)];
        return fault is null ? ReadVariants(variants, transforms, place) : Refused(code ?? "SIGMA043", fault, place);
    }

    SigmaExpression? ReadVariants(List<string> variants, SigmaTransform[] transforms, SourceLocation place)
    {
        var made = SigmaTransforms.Apply(variants, transforms, out var fault, out var isRegex);
        if (fault is not null)
        {
            return Refused("SIGMA043", fault, place);
        }

        if (!owner.Count(place, made.Count - 1))
        {
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<SigmaExpression>(made.Count);
        foreach (var variant in made)
        {
            parts.Add(isRegex
                ? Match(new SigmaPredicate.RegexMatch(field, variant, !modifiers.Has(SigmaFlags.Cased), IsMultiline: false, IsDotAll: true, place))
                : Text(variant, place));
        }

        return parts.Count == 1 ? parts[0] : new SigmaExpression.AnyOf(parts.DrainToImmutable());
    }

    SigmaExpression.Match Text(string canonical, SourceLocation place)
        => Match(new SigmaPredicate.TextMatch(field, SigmaPattern.FromCanonical(canonical), modifiers.Has(SigmaFlags.Cased), place));

    static SigmaExpression.Match Match(SigmaPredicate predicate) => new(predicate);

    SigmaExpression? Refused(string code, string message, SourceLocation place)
    {
        owner.Refuse(code, message, place);
        return null;
    }

    // Decimal integers and fractions of YAML's core schema; 0x10 is text.
    static bool IsNumber(string text)
        => text.Length > 0 && (char.IsAsciiDigit(text[^1]) || text[^1] is '.') && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);
}
