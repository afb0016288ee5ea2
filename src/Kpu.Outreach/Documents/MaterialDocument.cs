using System.Text.RegularExpressions;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>Reads a file of materials/.</summary>
internal sealed partial class MaterialDocument(ReadingRoom room)
{
    private readonly MediaFiles _media = new(room);

    public async Task<Material?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var text = room.Folder.Resolve(file, new Place(file), room.Problems) is { } path
            ? await TextFile.ReadAsync(path, file, TextFile.MarkdownLimit, room.Problems, cancellationToken).ConfigureAwait(false)
            : null;
        var material = text is null ? null : await ReadAsync(file, MarkdownSections.Split(text), cancellationToken).ConfigureAwait(false);
        room.IsPartial |= material is null;
        return material;
    }

    private async Task<Material?> ReadAsync(string file, MarkdownSections sections, CancellationToken cancellationToken)
    {
        if (sections.FrontMatter is not { } front)
        {
            room.Problems.Add(Problem.Error(DocumentProblems.FrontMatterMissing, new Place(file, 1, 1)));
            return null;
        }
        if (FrontMatter.Read(front.Text, file, front.Line, room.Problems) is not { } node) return null;
        if (node.Kind != DataKind.Object)
        {
            room.Problems.Add(Problem.Error(DocumentProblems.FrontMatterMalformed, node.In(file)));
            return null;
        }
        var reader = new MemberReader(node, Shapes.Material, file, room.Problems);
        var (id, title) = (ReadingRoom.Id(reader), reader.RequiredText("title"));
        var (summary, kind, form, language) = (reader.Text("summary"), reader.Text("kind"), reader.Text("form"), reader.Text("language"));
        var media = new List<MaterialMedia>();
        foreach (var item in reader.Objects("media", Shapes.Media))
            if (await MediaAsync(item, cancellationToken).ConfigureAwait(false) is { } one) media.Add(one);
        var material = new Material
        {
            Id = id ?? "",
            Title = title ?? "",
            Body = sections.Body.Text,
            Summary = summary,
            Kind = kind is null ? ContentKind.ElectoralInformation : new ContentKind(kind),
            Form = form is null ? MaterialForm.Article : new MaterialForm(form),
            Language = language ?? "id",
            Variants = Variants(file, sections),
            Media = media,
            Hashtags = reader.Texts("hashtags"),
            Sources = reader.Texts("sources"),
            Stages = [.. reader.Texts("stages").Select(s => new StageKey(s))],
            Segments = [.. reader.Texts("segments").Select(s => new Segment(s))],
            LearningGoals = reader.Texts("learningGoals"),
        };
        if (material.Body.Length == 0 && material.Variants.All(v => v.Body.Length == 0))
            room.Problems.Add(Problem.Error(DocumentProblems.BodyEmpty, new Place(file, sections.Body.Line, 1)));
        room.Places.Add(material, "body", new Place(file, sections.Body.Line, sections.Body.Column, "body"));
        return id is null || title is null ? null : room.Keep(material, reader);
    }

    private async Task<MaterialMedia?> MediaAsync(MemberReader reader, CancellationToken cancellationToken)
    {
        var path = reader.RequiredText("file");
        var captions = reader.Text("captions") is { } subtitles ? await _media.ReadAsync(subtitles, reader.PlaceOf("captions"), cancellationToken).ConfigureAwait(false) : null;
        var (alt, credit, transcript) = (reader.Text("alt"), reader.Text("credit"), reader.Text("transcript"));
        var file = path is null ? null : await _media.ReadAsync(path, reader.PlaceOf("file"), cancellationToken).ConfigureAwait(false);
        return file is null ? null : room.Places.Add(new MaterialMedia { File = file, AltText = alt, Credit = credit, Captions = captions, Transcript = transcript }, reader);
    }

    private List<MaterialVariant> Variants(string file, MarkdownSections sections)
    {
        var variants = new List<MaterialVariant>();
        foreach (var section in sections.Variants)
        {
            var name = string.Join(' ', section.Words);
            var place = new Place(file, section.HeadingLine, 1, name);
            var languages = section.Words.Where(w => LanguageWord().IsMatch(w)).ToList();
            var channels = section.Words.Except(languages).ToList();
            if (languages.Count > 1 || channels.Count > 1)
            {
                room.Problems.Add(Problem.Error(DocumentProblems.VariantUnclear, place, ProblemCollector.Shown(name)));
                continue;
            }
            var variant = new MaterialVariant
            {
                Name = name,
                Channel = channels.Count == 0 ? null : channels[0][1..],
                Language = languages.Count == 0 ? null : languages[0][1..],
                BasedOn = section.BasedOn is { Text.Length: > 0 } basis ? string.Join(' ', basis.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : null,
                Title = section.Title is { Text.Length: > 0 } title ? title.Text : null,
                Body = section.Body.Text,
            };
            room.Places.Add(variant, "", place);
            room.Places.Add(variant, "body", place with { Line = section.Body.Line, Column = section.Body.Column });
            if (section.Title is { } at) room.Places.Add(variant, "title", place with { Line = at.Line, Column = at.Column });
            if (section.BasedOn is { } based) room.Places.Add(variant, "basedOn", place with { Line = based.Line, Column = based.Column });
            variants.Add(variant);
        }
        return variants;
    }

    [GeneratedRegex(@"^@[a-z]{2,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageWord();
}
