"""Rows about what is laid over or added: text, names, captions, logos, cards, chapters, cover pictures."""

from __future__ import annotations

from nemobuild.backend.interpret.phrases.row import Phrase

SPEECH = "captions without a transcript need a speech model: pip install 'nemobuild[captions]', or give an SRT or VTT file"
TRANSLATION = "translating needs a language model; give captions in that language as an SRT or VTT file"
_CARD = r"(?:intro|outro|opening card|title card|end card|end screen|closing card)"
_CARD_AS_PLACE = (
    rf"\b(?:after|before|between|into|during|over|out of|mute|unmute|of|in|on|to|from) the {_CARD}\b(?!.*<q>)"
    rf"|^(?:please )?(?:make|turn|slow|speed|zoom|blur|brighten|darken|shorten|fade|loop|crop|play)\b(?: \w+){{0,2}}? the {_CARD}\b(?!.*(?:\bsay|<q>|text|logo))"
    r"|片[头尾](?:之后|以后|后|之前|以前|前)"
)
"""A card that is there already, named as the place of another edit."""
_TEXT_VERB = r"(?:says?|saying|reads?|reading|titled|called|that goes|with the (?:words?|text))"

ROWS = (
    Phrase(
        family="lower_third", action="add",
        says=(
            r"\blower[- ]thirds?\b|\bname (?:tag|line|strap|plate|banner|title|bar)s?\b|\b(?:news|weather|sports?|tv|television)[- ](?:segment|video|clip|style|report|broadcast|ticker|bulletin|package|update|item)\b|\bbulletin\b|\bbroadcast[- ]style\b|\bchyrons?\b|\bspeaker (?:name|title)s? (?:under|below|at|in|card|label|strip|caption|text|<q>)|\b(?:ticker|news bar|crawler|name super)s?\b|\bname (?:and|&) (?:role|title|job|position|company)\b|\b(?:each|every) (?:person|speaker|guest|employee|customer|player|client|panell?ist|team member|student|member)'?s? names?\b|\b(?:speaker|guest|host|presenter|interviewee|narrator|teacher)'s names?\b|\b(?:breaking )?news banner\b|\bnames? (?:of|under|below|beneath) (?:each|every) (?:person|speaker|guest|employee|customer|player|client|panell?ist|student|member|one)\b",
            r"下三分之一|人名条|名字条|姓名条|字幕条|人物介绍条",
        ),
        unless=r"\blower third of the (?:frame|screen|picture|image)\b|\b(?:cover\w*|above|below|over|under|overlap\w*|hide\w*|block\w*) the lower third",
        reads=("two_texts", "when", "color_text", "position"),
        asks=("text",),
        examples=('Add a lower third "Ada Lovelace" "Engineer" from 2s to 6s',),
        about="A name and a role at the bottom left.",
    ),
    Phrase(
        family="captions", action="move",
        says=(r"\bcaptions?\b.*\bneed(?:s)? to move\b|\bcaptions? repositioned\b",),
        refuse="captions burned into a picture cannot be moved", also=True,
    ),
    Phrase(
        family="captions", action="style",
        says=(
            r"\b(?:make|change|set|move|style|position|put|shift|delay) <the>(?:captions?|subtitles?|cues?)\b(?! (?:for|to my|from))|\bremove <the>(?:captions?|subtitles?)\b|(?:把)?字幕.{0,4}(?:变大|放大|改|移|大一点|换成)",
        ),
        given=("captions",),
        reads=("caption_style", "position"),
        examples=("make the captions yellow",),
        about="How the captions look, and where.",
    ),
    Phrase(
        family="captions", action="add",
        says=(
            r"\b(?:closed[- ])?(?:captions?|subtitles?|subs|captioned|captioning|subtitled|subtitling|srt|vtt|webvtt|cc)\b|\btranscri(?:be|bed|bing|ption)s?\b|\btranscript\b(?=.*\b(?:of|from) (?:this|my|the) (?:video|audio|interview|talk|podcast|recording))|\bspeech[- ]to[- ]text\b|\bkaraoke\b|\bspoken words?\b|\b(?:speech|spoken \w+)\b[^,;.]*\b(?:in)?to\b[^,;.]*\btext\b|\b(?:turn|convert) <the>(?:speech|audio|dialogue|spoken words|voice) into (?:on-?screen )?text\b|\bwhat (?:i|he|she|they|people|everyone|we|is) (?:says?|said|saying)\b|\bwords? (?:being )?spoken\b|\btype out (?:everything|the conversation|what|all|the words)\b|\bwrite down (?:everything|what|all)\b|\bwhat(?:'s| is| was) (?:being )?said\b|\bverbatim\b|\bcaption\b(?= (?:what|my|the|this|it|every))|\bsoft subs\b|\blyrics? (?:along|on|at|as)\b",
            r"字幕|转文字|转写|听写|语音转",
        ),
        unless=r"\btranslat\w+\b[^,;.]{0,40}\b(?:captions?|subtitles?|srt|vtt)\b|\bversions? of (?:this|the|my) (?:\w+ )?(?:subtitles?|captions?|srt|vtt)\b|\bcaption suggestions\b|\bcaptions? (?:for|to) (?:the|my|a|an|this|our) (?:\w+ )?(?:post|feed)\b|\bin caption\b(?! )|字幕条|^(?!.*(?:captions?|subtitles?)).*\blower thirds?\b|^(?!.*(?:加|添加|配|上)).*翻译",
        reads=("captions", "caption_style", "position", "words_file"),
        examples=("Add captions from talk.srt", "add word by word captions from the transcript", "添加字幕"),
        about="From an SRT or VTT file, timed lines, or a transcript; styles: plain, pill, highlight, word by word.",
    ),
    Phrase(
        family="translate_captions", action="translate",
        says=(
            r"\btranslat(?:e|ed|ing|ion)s?\b|\bbilingual\b|\b(?:spanish|french|german|italian|portuguese|chinese|japanese|korean|hindi|arabic|russian|dutch|turkish|polish|english)\b[^,;.]{0,30}\bversions? of\b[^,;.]*\b(?:subtitles?|captions?|srt|vtt)\b|\b(?:spanish|french|german|italian|portuguese|chinese|japanese|korean|hindi|arabic|russian|dutch|turkish|polish|multilingual)\b.{0,24}\b(?:captions?|subtitles?|subs|dub\w*|line under|line below)\b|\b(?:captions?|subtitles?|subs|caption it|subtitle it)\b.{0,30}\b(?:in|into|to)\b.{0,16}\b(?:spanish|french|german|italian|portuguese|chinese|japanese|korean|hindi|arabic|russian|dutch|turkish|polish|multiple languages)\b",
            r"翻译|双语|(?:英文|中英|日文|韩文|法语|西班牙语)字幕",
        ),
        refuse=TRANSLATION, nearest="add captions from spanish.srt", also=True,
        examples=("translate the subtitles to French",),
    ),
    Phrase(
        family="title", action="change",
        says=(
            r"\b(?:make|move|change|set|shift|enlarge|shrink|put|recolou?r|resize|remove|delete|hide|align|lower|raise)\b (?:the|that|this|my|all)(?: \w+)? (?:title|text|texts|titles|heading|caption text|words|callout|font|quote|lettering)\b",
            r"(?:把|将)?(?:标题|文字|文本).{0,6}(?:往|向|移|变|改|放大|缩小|大一点|小一点|去掉|删|颜色)",
            r"^(?:please )?make it (?:white|black|red|green|blue|yellow|orange|purple|pink|gold|cyan|#[0-9a-f]{6})$",
            r"^(?:please )?(?:make it )?(?:a (?:bit|little) )?(?:bigger|smaller|larger)$|^(?:a bit |a little )?(?:higher|lower) up?$|^(?:大|小)一?点$",
        ),
        given=("texts",),
        reads=("text_change", "position", "text", "when"),
        examples=("move the title down", "make the title bigger", "把标题往下移"),
        about="Moves, recolours, resizes, rewords or removes text that is there.",
    ),
    Phrase(
        family="title", action="timer",
        says=(
            r"\bcount(?:ing)?[- ]?downs?\b[^;.]*\b(?:corner|overlay|over (?:the|my)|on top of|top|bottom|upper|lower|during|last|final)\b(?! (?:of )?the (?:video|film) starts)",
            r"\b(?:overlay|superimpose)\b[^;.]*\bcount[- ]?down\b",
        ),
        unless=r"<q>|\bcount[- ]?down (?:to|video)\b|\b(?:at|in) the (?:very )?(?:start|beginning|top)\b|\bbefore\b|\bcard\b",
        reads=("length", "when", "position", "color_text"), fixed={"down": True},
        examples=("add a 10 second countdown in the top right corner",),
    ),
    Phrase(
        family="title", action="timer",
        says=(r"(?<!egg )\btimers?\b|\bstop-?watch\b|\b(?:elapsed|running) (?:time|clock)\b|\brunning time ?code\b|\btime ?code (?:burn|overlay|on)\b|计时器|秒表",),
        unless=r"\bcount[- ]?down\b|\bset a timer\b|\b(?:when|until|after|before) the timer\b|\b(?:the|my|oven|kitchen) timer (?:goes|rings|beeps|shows|runs|hits)\b|<gone>|\bself[- ]timer\b",
        reads=("when", "position", "color_text"),
        examples=("show a timer in the top right corner",),
        about="A time over the picture, running up or down.",
    ),
    Phrase(
        family="title", action="countdown",
        says=(r"\bcount[- ]?downs?\b(?! (?:from )?(?:to|video))(?! text)(?!.*<q>)|\bcount(?:s|ing)? down\b|倒计时",),
        reads=("length", "when"),
        examples=("add a 5 second countdown at the start",),
        about="A countdown card before the film.",
    ),
    Phrase(
        family="title", action="list",
        says=(r"\b(?:bullet points?|a list|checklist|key points) (?:of|that|on|with|as|:)|列表|要点",),
        unless=r"\bscript\b|summari[sz]ing|\bwrite\b",
        reads=("text", "when", "position", "color_text", "animation"),
        asks=("text",),
    ),
    Phrase(
        family="title", action="quote",
        says=(r"\b(?:pull )?quotes? (?:card|overlay|by|from|on|with|that|<q>)|\b(?:the|a) quote\b|引用|名言|金句",),
        unless=r"key quotes|quotable|quotes? (?:video|film|clip)|\b(?:best|top|strongest|funniest|key|great|sharpest|<num>) quotes\b",
        reads=("two_texts", "when", "position", "color_text", "animation"),
        asks=("text",),
    ),
    Phrase(
        family="title", action="add",
        says=(
            r"\btitles?\b(?! (?:and description|sequence|track|case|safe|on youtube))|\bheadings?\b|(?<!today's )(?<!news )\bheadlines?\b|\btext[- ]?(?:overlays?|cards?|callouts?|boxes|box|labels?|animations?|banners?|effects?|pop-?ups?)?\b(?! (?:file|prompt|message|description|to speech))",
            r"\bcall-?outs?\b|\bon-?screen (?:text|words|labels?|titles?|captions?)\b|\btaglines?\b|\bslogans?\b|\bmottos?\b|\bcatchphrases?\b|(?<!website )(?<!web )(?<!name )\bbanners?\b(?! (?:ad|image|size))|\b(?:brand|channel|company|business|product|couple.?s|event) names?\b|\bsubscribe (?:button|reminder|prompt|animation|text)\b|\bsubtitle line\b|\bannotations?\b|(?<!speaker )(?<!product )\blabels?\b(?! as)|\bkinetic typography\b|\b(?:words|line) <q>|\bstep number\w*\b|\bcounter statistics\b|\bcitations?\b|\bnumber each\b|\bwatermark text\b",
            r"\b(?:names?|months?|dates?|years?|prices?|labels?|words?|places?|locations?|rooms?|scores?|titles?|distances?|temperatures?)\b[^,;.]{0,24}\b(?:written|printed|spelled out|displayed|typed|lettered)\b|\b(?:print|write|type|spell out|display) (?:the |its |each |every |their )+(?:\w+ )?(?:names?|months?|dates?|years?|prices?|labels?|places?|locations?|rooms?|city|scores?|distances?)\b|\b(?:letters|lettering|words|type|font|caption|text) (?:saying|reading|that says?)\b|\b(?:note|notice|hint|tip|warning|reminder|badge|sign|prompt|date|phrase|message|greeting|motto)\b[ :]*<q>|\b(?:team|band|show|club|artist|podcast|school|church|shop|store|brand|host|guest|couple|street|trail|route|song|dish|recipe|player|ship|city|town)(?:['’]s)? names? (?:on|in|at|over|across|along|appears?|under|beside|next to)\b|\blabel(?:l?ed)? (?:each |it |them |every )?with (?:its|their|the|his|her)\b|\bwrite (?:an?|the) (?:[\w-]+ ){0,2}(?:line|caption|sentence|rhyme|message|note) (?:under|on|over|below|beside|for) (?:each|every|the)\b|\bwrite (?:something|anything|some words|a line|a few words|a message|a short text)\b",
            rf"\b(?:write|add|put|show|display|overlay|that|which|it|card|slide|screen) (?:the words? |the text |a |the |text )?(?:{_TEXT_VERB} )?<q>",
            r"\bhappy (?:birthday|anniversary|new year|holidays|easter|graduation|mother's day|father's day|valentine's day|thanksgiving)\b|\bmerry christmas\b|\bcongratulations\b|\bthank[- ]you (?:video|card|message|film|note)\b|\bsave the date\b",
            r"标题|(?:加|添加|写|显示|打|放)(?:上|个|一个|一行|一段|些)?(?:文字|文本|字样|字(?!幕)|<q>)|文案|文字|标语|口号",
        ),
        unless=r"\bwith titles for\b|\btranslat|\bbleep\b|\b(?:dog|cat|he|she|it|baby|person|man|woman|photo|character)s? (?:says?|sings?|saying|singing)\b|\bnarrat\w+ (?:it |them |this )?with\b|\b(?:as|while) the words are (?:spoken|said)\b|^(?:please )?read (?:my|the|this)\b|\bnews banner\b|\b(?:write|suggest|draft)\b[^,;.]*\b(?:titles|descriptions?|hashtags)\b|\b(?:speech|spoken)\b.*\btext\b|\bt-?shirt\b|\b(?:captions?|subtitles?|srt)\b(?!.*\b(?:title|overlay))|\b(?:lyrics?|quotes?|text|kinetic) (?:video|film)\b|\bintro card\b|\boutro card\b|\bend (?:card|screen)\b|^(?!.*\b(?:card|overlays?|callouts?|title|says|saying|that reads)\b).*\bwhite (?:bold )?text\b|\bfor a text\b|\bso (?:that )?the text\b|^(?:with|in|using) (?:an? )?(?:[\w#-]+ ){1,4}(?:text|letters|font|words)$|\btext overlays? (?:at \S+ )?need|\bkeep all text|\b(?:from|using|this|my|following) text\b|\btext (?:prompt|file|description)\b|\btitle sequence\b|\bseo title|\bfrom (?:this|the following|my) (?:text|words|description)|\b(?:lower third|logo|name tag|name line)\b|文字转|转文字|来自.*文字|\bchapter|\bsay (?:it|so)\b|\bthe text (?:in|on|at|above|below|inside|large|big|small)\b(?!.*<q>)|\btext (?:spoken|read|aloud)\b|\bread (?:the|my) text\b|\bsame text\b|\b(?:everything|what|all) (?:that )?(?:is|was|i|he|she|they) sa(?:id|y)\b|\bwrite me\b|\bwrite (?:a |the |some )?(?:\w+ )?(?:titles?|descriptions?|hashtags|captions?)(?:,| and|\s*$)|\btitles based on\b|\bfor a (?:headline|title|caption)\b|\bkeep(?:ing)?\b[^;.]*\btext\b[^;.]*\b(?:readable|legible|sharp|crisp)\b|\bnext to the\b(?!.*<q>)|^label (?:the|them|each speaker|speakers)\b(?!.*<q>)|\bhighlight (?:the |all |every )?(?:product|brand|key|important|technical) (?:names?|words?|terms?)\b|\b(?:speaker|guest|host|presenter|interviewee)'s names?\b|\bvoice ?over text\b|\b(?:title|text) (?:positions?|readable)\b|\bdifferent text|\bheadline-?style|suggest|recommended|\bthumbnail for\b.*\btitled|字幕|(?:用|从|根据)(?:这段|以下)?(?:文字|文本|文案)|\btranscri|\bproduct labels?\b",
        reads=("text", "when", "position", "color_text", "animation", "size_text"),
        asks=("text",),
        examples=('Add a title "Fresh every morning" for the first 3 seconds', "给视频加标题“新品发布”，前3秒"),
        about="Words over the picture: for a time, at a place, with an animation.",
    ),
    Phrase(
        family="title", action="add",
        says=(r"(?<!called )(?<!named )(?<!file )<q>,? (?:at|on|in|over|across|onto|for|during|from|underneath|below|under|above|centred|centered|along|until|as (?:the |an? )?(?:text|title|words))\b(?! (?:the )?(?:folder|music|track|voice))",
            r"\b(?:text|address|names?|words?|date|headlines?|prices?|labels?|labelled|phone number|url|website|handle|message|caption|supers?|offer|quote|line|title|number|slogan|username|hashtag|credits?|ingredients?|list|hook|greeting|location|score|steps?)\b[ :]{1,2}(?:is |are |read(?:s|ing)? |say(?:s|ing)? |with |of |under it |on it |each )?<q>",
            r"\b(?:add|put|show|display|overlay|write|print|stick|place|burn in|have)\b[^,;.]{0,30}\b(?:phone number|address|url|website|web ?site|prices?|names? of|room names?|timecode|filename|file name|date(?! order| sequence|s)|username|handle|hashtag|ingredient list|ingredients|list of|exercise name|score|step numbers?|labels?|version number|location name|city names?|place names?|name of)\b",
),
        unless=r"<gone>[^;.]*<q>|\bevery <q>|^and <q> at <time>$|\blower[- ]thirds?\b|\bname (?:tag|line|strap|bar|plate)\b|\bcaptions?\b(?! <q>)|\bsubtitles?\b|\bchapters?\b|\bsrt\b|\bvoice-?over\b|\bnarrat|\bthumbnail\b.*\b(?:named|called)\b|\b(?:scene|clip|file) named\b",
        not_with=r"\b(?:lyrics?|quotes?|text|kinetic) (?:video|film)\b",
        asks=("text",),
        reads=("text", "when", "position", "color_text", "animation", "size_text"),
    ),
    Phrase(
        family="title", action="add",
        says=(
            r"\b(?:names?|prices?|labels?|exercise name|room names?|place names?|headline|big text|bold text|large text|white text|text|words)\b[^,;.]{0,30}\b(?:top left|top right|bottom left|bottom right|lower left|on each|as text|on every|per (?:photo|slide|picture|clip)|on screen|at the (?:start|top|bottom))\b",
            r"\b(?:card|opener|intro|outro|end|ends|ending|open|opens|close|closes|finish|start|begin|close)\b[^;.]*(?:<q>|(?<![\w.])@\w{3}|\b(?:say|read)(?:s|ing)? \w)",
            r"\b(?:address|names?|date|prices?|phone number|website|url|handles?)\b[^,;.]{0,12}\b(?:shown|displayed|on screen|at the (?:bottom|top))\b|\bsocial (?:media )?(?:handles?|links?)\b|\bwith (?:my |our |the )?(?:website(?: address)?|web ?site|url|web address|contact details|phone number|email address)\b|\band (?:website(?: address)?|web ?site|url|contact details|phone number|email address)$",
            r"\b(?:card|slide|screen|opener)s? (?:with|showing|for) (?:our|the|my|their|each) (?:\w+ )?(?:names?|title|date|website|address|slogan|credits)\b",
        ),
        unless=r"\blower[- ]thirds?\b|\bname (?:tag|line|strap|bar|plate)\b|\bvoice-?over\b|\bnarrat|\bchapters?\b|\bthumbnail\b|\bsame text\b|\bmusic\b|\bkeep(?:ing)?\b[^;.]*\btext\b",
        not_with=r"\bcaptions?\b|\bsubtitles?\b|\b(?:lyrics?|quotes?|text|kinetic) (?:video|film)\b",
        asks=("text",),
        reads=("text", "when", "position", "color_text", "animation", "size_text"),
    ),
    Phrase(
        family="title", action="add",
        says=(
            r"\b(?:as|into|like|in) (?:an? |the )?(?:[\w-]+ ){0,2}(?:news|bulletin)\b",
            r"\b(?:lyrics?|text)(?:[- ]based)? (?:video|film)\b|\b(?:each|every) \w+ on[- ]screen\b|\btext on[- ]screen\b|\bone (?:text )?card (?:each|for|per)\b",
        ),
        given=("text-only",),
        unless=r"\b(?:transcrib\w*|captions?|subtitles?|intro|news anchor)\b",
        reads=("text",),
        asks=("text",),
    ),
    Phrase(
        family="title", action="add",
        says=(r"\bwith (?:(?:our|my|their|all|all the) )?(?:\w+ )?names?\b(?! \w+ line)", r"\bwith the (?:address|price|date|venue)\b", r"\b(?:date|time) stamp\b",),
        not_with=r"\b(?:card|slide|screen|opener|intro|outro) with (?:our|my|their)\b|\bfile ?names?\b|\b(?:lower[- ]third|name (?:line|strap|tag|banner|bar|plate))|\blabels?\b|\bspell\b|\b(?:sub|cap)ti(?:tle|on)\w*",
        reads=("text", "when", "position", "color_text", "animation"),
        asks=("text",),
    ),
    Phrase(
        family="title", action="add",
        says=(r"\btext: (?!white|bold)\w+", r"\btext (?:at|from|for|in|on|over|during) [^.;:]{1,24}: \w"),
        reads=("text", "when"),
        asks=("text",),
    ),
    Phrase(
        family="logo", action="change",
        says=(
            r"\b(?:make|move|change|set|shift|enlarge|shrink|put|resize|remove|delete|hide) <the>(?:logo|watermark)\b(?! (?:to|on|over|in) (?:the|my|this) (?:video|film|clip|end|start|whole|intro|outro))(?:.*)|(?:把)?(?:logo|水印|标志).{0,4}(?:移|放大|缩小|大一点|小一点|去掉)",
        ),
        given=("logo-there",),
        reads=("text_change", "position", "size", "when"),
        examples=("move the logo to the top left",),
        about="Moves, resizes or removes the logo.",
    ),
    Phrase(
        family="logo", action="unmark",
        says=(r"\b(?:remove|erase|delete|get rid of) <the>(?:\w+ )?(?:watermark|logo)\b|去(?:除|掉)?水印",),
        refuse="painting over a mark that is part of the picture needs a generative model",
        nearest="crop off the bottom",
    ),
    Phrase(
        family="logo", action="add",
        says=(r"\blogos?\b|\b(?:club|team|school|family|company|our|the|my) (?:crest|emblem|monogram|coat of arms|insignia)\b|\b(?:crest|emblem|monogram|insignia)\.(?:png|webp|jpe?g)\b|\bwatermarks?\b|\bbrand(?:ing)? (?:mark|bug|overlay)\b|\bbranding\b|水印|标志|商标|台标|logo",),
        unless=r"\bwatermark(?:ed)?[- ]free\b|\bwithout (?:a |any )?watermarks?\b|\bno watermarks?\b",
        reads=("position", "size", "when", "opacity", "name"),
        examples=("Add the logo in the top right corner", "右上角加logo"),
        about="A picture file named logo, in a corner, over the whole film or for a time.",
    ),
    Phrase(
        family="overlay", action="pip",
        says=(
            r"\bpicture[- ]in[- ]picture\b|\bpip\b|\b(?:face|web)?[ -]?cam overlay\b|\b(?:web|face)[ -]?cam(?: recording| clip| footage| video)? (?:in|as|over|bubble|in (?:the|a))\b(?! (?:original|mp4|mov|full))|\b(?:small|round|little|circular|floating) (?:\w+ )?(?:bubble|circle|inset)\b|\binset\b|画中画",
            r"\b(?:overlay|superimpose|lay)(?:ing)? (?!text|title|that says|<q>)<the>(?:\w+ ){0,3}(?:video|clip|image|photo|picture|sticker|gif|emoji|footage|webcam|graphic|png|talk|frame|border|layer)\b|\b(?:image|video|photo|picture|sticker|gif|emoji|webcam|graphics?|screen) overlays?\b|\bb-?roll\b(?! (?:transitions?|cuts?))",
            r"\b(?:place|put|lay|show|insert|add)\b.*\b(?:webcam|face[ -]?cam|web cam|camera|clip|video|recording|photo|picture|image)\b.*\b(?:over|on top of)\b (?:the|my) (?:\w+ )?(?:screen|capture|video|film|footage|clip|recording|screencast)\b",
            r"\b(?:put|place|show|add) (?:my|the|our) \w+(?: \w+)? in (?:the|a) (?:\w+[- ])?corner of (?:the|my) (?:\w+ )?(?:video|gameplay|screen|footage|film|clip)\b(?<!logo)",
            r"\b(?:place|put|lay|show) (?:it|them|this) in the (?:bottom|top|upper|lower)[- ](?:left|right)(?: corner)? (?:over|on top of|of) (?:the|my)\b",
            r"\b(?:put|place|show|add|keep) (?:my|the|our) (?!.*(?:\b(?:logo|text|title|watermark|date|handle|name|timer|caption|counter|crest|emblem|words?)\b|<q>))[\w -]{1,30} in (?:the|a) (?:[\w-]+ )*corner(?: window| box)?\b",
            r"\b(?:show|put|place|add) (?:my|the|our|these) (?:<num> )?(?:\w+ ){0,2}<photos>[^,;.]*\b(?:on the (?:left|right|side)|over the|at <time>)|\b(?:small|round|little) circle\b",
            r"叠加|覆盖(?:图片|视频)|贴纸",
        ),
        unless=r"\b(?:generate|create|make|produce) (?:an? |some )?b-?roll\b|\blogo\b|\bwatermark\b|\btitle\b|\btext overlay|suggested|where to add|\bthumbnail\b|\bas (?:captions|subtitles)\b|\bvoice\b",
        reads=("position", "size", "when", "opacity", "name"),
        examples=("Put the webcam clip picture in picture in the bottom right",),
        about="A picture or film over the film, in a corner and size.",
    ),
    Phrase(
        family="overlay", action="blend",
        says=(r"\bdouble[- ]exposure\b|\bblend mode\b|\bscreen[- ]blend|双重曝光",),
        reads=("name", "when"),
        examples=("a double exposure of the two clips",),
        about="Two films in one, half see-through.",
    ),
    Phrase(
        family="overlay", action="progress_bar",
        says=(r"(?<!import )(?<!loading )(?<!install )(?<!upload )(?<!download )(?<!export )\bprogress(?:ion)? (?:bar|line|indicator)s?\b|\btimeline bar\b|进度条",),
        reads=("color_of", "position"),
        examples=("add a progress bar at the bottom",),
    ),
    Phrase(
        family="overlay", action="effect",
        says=(r"\brounded (?:frame )?corners?\b|\b(?:add|with) (?:a )?(?:\w+ )?(?:frame|border)s? (?:around|to)\b|\bborder around\b|圆角|边框",),
        reads=("overlay_effect", "color_of"),
        examples=("rounded corners",),
        about="Rounded corners, a border.",
    ),
    Phrase(
        family="overlay", action="particles",
        says=(
            r"\b(?:floating |light |dust |gold(?:en)? |glitter |drifting )+particles\b|\bbokeh\b|\blight leaks?\b|\b(?:light|sun) flares?\b|\b(?:particles?|dust|sparkles?|glitter)(?: and scratches)? (?:overlay|effect)s?\b|\b(?:falling |soft |gentle |light |some |fake )+(?:snow|snowflakes|rain|confetti|glitter)\b|\b(?:snow|rain|snowfall|confetti|glitter) (?:overlay|effect|falling|animation|burst)s?\b|\bconfetti\b|\bsnowfall\b|光斑|光效|粒子|飘雪|下雪效果|彩带",
        ),
        unless=r"\bblurred-background version|\bcinematic bokeh\b|\.(?:png|gif|webp|jpe?g|svg|mp4|mov)\b|\b(?:snow|rain|confetti) sounds?\b|<gone>|\bdust and scratches\b",
        reads=("particles", "when", "color_of"),
        examples=("add soft bokeh lights", "confetti for the last 3 seconds"),
        about="Things in the air: bokeh, light leaks, dust, sparkles, snow, rain, confetti.",
    ),
    Phrase(
        family="overlay", action="drawn",
        says=(
            r"\b(?:draw|put|add|show|with|and|place|insert)\b[^,;.]{0,20}\b(?:circles?|rings?|arrows?|stickers?|emojis?|hearts|balloons|sparklers)\b(?! (?:of friends|transition))",
            r"\b(?:draw|put|add|show)\b[^,;.]{0,20}\bboxe?s? (?:around|on|over|at|pointing)\b|\b(?:highlight|mark|frame|outline|surround|circle|box)\b[^,;.]*\bwith an? (?:[\w-]+ ){0,2}(?:box|circle|rectangle|outline|arrow|ring)\b|\bring (?:every|each|the|my) (?:mouse )?clicks?\b|\bhighlight (?:my |the |every |each )?(?:mouse )?(?:cursor|clicks?|pointer)\b|\bwaveform\b|\baudio visuali[sz]er\b|\b(?:cursor|pointer|mouse)\b[^,;.]*\b(?:halo|glow|ring|circle)\b|\bcursor (?:spotlight|highlight|effect)\b|\bspotlight\b|\blens flares?\b|\bdust and scratches\b",
        ),
        unless=r"\bcaptions?\b|\bsubtitles?\b|\.(?:png|gif|webp|jpe?g|svg)\b|\b(?:remove|reduce)\b",
        refuse="there are no drawn arrows, boxes, rings, stickers or flares; a picture of one can be laid over",
        nearest="put sticker.png in the top right corner", also=True,
        examples=("add an arrow",),
    ),
    Phrase(
        family="overlay", action="blur_region",
        says=(r"\b(?:blur|pixelate|censor|mosaic|hide|mask)(?: out|s|ring)? <the>(?!background|edges|sides|bars)(?:[\w-]+ ){0,3}(?:box|rectangle|face|faces|key|password|email|number|plate|plates|address|name|area|region|part|corner|text|logo|info\w*|data|screen|visible|half|crowd|sidebar|menu|sign|tab|window|card|label|badge|number plate|house|street)\b|打码|马赛克",),
        reads=("when", "region"),
        needs=("on",),
        refuse="finding something in the picture needs a vision model; say where it is", nearest="blur the top right corner from 0:50 to 1:10",
        examples=("blur the bottom right area from 0:50 to 1:10",),
        about="Blurs a region, named by its place, for a time.",
    ),
    Phrase(
        family="split_screen", action="side",
        says=(r"\bside[- ]by[- ]side\b|\bsplit[- ]?screen\b|\b(?:2x2|3x3|four-way|2-up|quad) (?:grid|layout|split)\b|\bvideo grid\b|\bin (?:one|the same|a single) frame\b|\bgrid (?:of|layout)\b|\b50/50\b|\bcollage\b(?! (?:video|film|movie|slide ?show))|\btop and bottom (?:layout|split)|\bstack(?:ed)? (?:vertically|on top)|\bone (?:\w+ )?(?:above|below|under|beside|on top of|next to) the other\b|\bstack (?:my|the|these|both|two|them)\b|\bnext to each other\b|\bbeside (?:each other|one another|it)\b|\bbefore (?:and|/|&|vs\.?) after\b(?! (?:the|my) )|\bon the left\b.{0,60}\bon the right\b|\bleft (?:half|side|two thirds|third)\b.{0,80}\bright\b|\bright (?:half|side|two thirds|third)\b.{0,80}\bleft\b|\btop half\b.{0,60}\bbottom(?: half)?\b|\bboth\b[^,;.]*\bleft and right\b|\b(?:two|three|four|both|all) (?:\w+ )?(?:clips|videos|angles|cameras|views) (?:at once|at the same time|simultaneously|in one frame|on (?:one )?screen)\b|\bcompar(?:e|ison)\b.{0,40}\b(?:split|side|left|next to)\b|\bbefore[- ](?:and|/)[- ]after (?:comparison|split|view)|分屏|并排|拼图|左右对比|同框",),
        not_with=r"\b(?:between|with) .*\b(?:wipe|dissolve|crossfade)|\b(?:wipe|dissolve|crossfade)\b.*\bbetween\b",
        unless=r"\b(?:sits?|stands?|seated|standing|sitting)\b|\bleft[- ]to[- ]right wipe\b",
        reads=("layout",),
        examples=("place both clips side by side", "把两个视频并排"),
        about="Two to four films at once.",
    ),
    Phrase(
        family="intro", action="card",
        says=(
            r"\bintros?\b(?! (?:music|song|text|title (?:in|for|during|over) the first))|\btitle (?:card|screen|slide|page|sequence)s?\b|\bopening (?:card|title|credits|screen|slide|text|animation|logo)\b|\b(?:open|start|begin|kick off|lead|opens|starts|begins|opening)\b(?: it| the (?:video|film|clip))? (?:up )?(?:on|with|off with)\b[^,;.]{0,40}(?:\bcard\b|\btitle\b|\btext\b|\bwords?\b|\blogo\b|\bname\b|\bscreen\b|<q>|\bversion\b)|\b(?:card|title|logo)\b[^,;.]{0,30}\b(?:up front|in front|before (?:it|everything|the first))\b|\b(?:card|logo)\b[^,;.]{0,30}\bat (?:the )?(?:very )?(?:start|beginning|front|opening)\b|\b(?:text|hook|black) card\b.*\b(?:first|start|begin|opening)|\bopener\b|\b(?:channel|video|show) opening\b|\bas an? (?:[\w-]+ )*opening\b|\blogo (?:sting|reveal|animation|bumper)\b",
            r"\bintro\.(?:mp4|mov|webm|mkv)\b|<q>[^;.]*\b(?:card|slide|screen)\b[^;.]*\bbefore (?:the|it|my|we|our|anything|everything|any)\b|^(?:and |with )?(?:an? |the )?(?:\w+ )?hook (?:in|for|over|during) (?:the )?first\b|^hook\b:?|\bthumb-stop hook\b|\bhook (?:text|card|in (?:the )?first)\b|片头|开场|开头(?:卡|画面|标题|字)",
        ),
        unless=rf"{_CARD_AS_PLACE}|\btitle (?:card|slide)s? (?:between|for each|for every|before each|before every|per|at <time>,)|\btranslat|\blogo (?:sting|reveal) (?:at the end|last)|\b(?:remove|delete|cut(?: out)?|chop|shave|take|skip|drop|without|trim) (?:off )?<the>(?:\w+ )?intro|\bend title|\b(?:strong|opening) hook \(|title sequence\b|\boutros?\b(?!.*intro)|\bwatermark\b|\b(?:logo|mark)\b[^,;.]{0,30}\bcorner\b|\b\w+ intro video:|with (?:a )?hook|\bhook, |片头(?:曲|音乐)|from my \w+ intro",
        reads=("text", "card", "color_text", "animation"),
        examples=('Add an intro card that says "Release 1.4.0"', "加一个片头“新品发布”"),
        about="A card before the film.",
    ),
    Phrase(
        family="intro", action="opening",
        says=(r"^(?!.*\btitle\b).*\b(?:text|words?|overlay|message|slogan|callout)\b[^;.]*<q>[^;.]*\b(?:for|over|during|in) the (?:opening|first) <len>", r"\b(?:title|headline)\b[^,;.]{0,24}\bat the (?:very )?(?:start|beginning|opening)\b|\b(?:opening|first) title\b|\bfirst <len>: |\btitle\b[^;.]*\((?:for )?(?:the )?first <len>\)|\b(?:across|over) the opening (?:shot|scene)\b|\bhook <q>",),
        unless=r"\bname (?:tag|title|line|strap|bar|plate)\b|\blower[- ]third|<gone>[^;.]*<q>|\bcard\b|\bmove\b|\bremove\b|\bfade",
        reads=("text", "when"),
        about="Words over the start of the film.",
    ),
    Phrase(
        family="intro", action="card",
        says=(r"<create>.*\blogo\b",),
        given=("logo-only",),
        unless=r"\boutro\b|\bend (?:card|screen)\b|\bthumbnail\b",
        not_with=r"\boutros?\b|\bend[- ]?(?:card|screen)\b",
        reads=("text", "card"),
    ),
    Phrase(
        family="outro", action="card",
        says=(
            r"\boutros?\b|\bend[- ]?(?:card|screen|slate|title|credits|slide|frame)s?\b|\bclosing (?:card|title|screen|slide|credits|cta|frame|shot|text)\b|\bcredits\b(?! to)|\bcall[- ]to[- ]action\b|\bctas?\b|\b(?:clos(?:e|es|ing)|end(?:s|ing)?|finish(?:es|ing)?|wrap(?:s|ping)? up|conclud(?:e|es|ing)|sign(?:s|ing)? off)(?: it| the (?:video|film|clip))?(?: off| up)? (?:with|on) (?!(?:a |the )?(?:\w+ )?(?:fade|fades|fading)\b|<ratio>|(?:a |the )?(?:fade|bang|black|lower|upper|low|high|left|right|top|bottom|<time>(?! of)))|\bcard (?:\w+ ){0,3}(?:at the (?:very )?end|to finish|after it)\b|\boutro\.(?:mp4|mov|webm|mkv)\b|\bend ?card\b|\bclose (?:on|with)\b|\bend(?:s|ing)? (?:each|every|all|both|them|those|these)(?: (?:one|clip|video|film|short|reel)s?)? (?:with|on)\b|<q>[^;.]{0,24}\bto (?:close|finish|end)\b|\b(?:logo|card|name|link|url|address|website|number|screen)[^,;.]{0,40}\b(?:at (?:the )?(?:very )?end|to (?:finish|close)|last$)|\b(?:last|final) (?:<len>|shot|frame|card|slide|scene):|\bsign-?off\b|\blogo sting (?:last|at the end|to close)|(?<!before the )(?<!until the )(?<!over the )\b(?:final|last|closing|end) (?:card|slide|screen)\b",
            r"\b(?:logos?|emblem|crest)\b.{0,24}\b(?:at the (?:very )?end|closing|on the final|as the (?:end|final))|\b(?:dissolve|fade|cut) to (?:the |my |our )?logo\b|片尾|结尾(?:卡|画面|字幕|文字|加)|结束(?:画面|卡|语)",
        ),
        unless=rf"{_CARD_AS_PLACE}|\b(?:remove|delete|cut out|skip|drop|without|trim) <the>(?:outro|credits)|\bhook, three\b|\bvideo script\b",
        not_with=r"\bscript for\b",
        reads=("text", "card", "color_text", "animation"),
        examples=('Add an outro card "Thanks for watching"', "片尾加“谢谢观看”"),
        about="A card after the film, or a call to action over its end.",
    ),
    Phrase(
        family="outro", action="closing",
        says=(r"\b(?:date|venue|address|names?|prices?|website|details|information|contact|phone number|handle|deadline|place|time)\b[^,;.]{0,30}\b(?:shown |displayed |written )?(?:at|in) the (?:very )?end\b", r"\b(?:text|message|words?)\b[^,;.]{0,20}\bat the (?:very )?end\b|\b(?:logos?|text|words?|title|message|<q>)[^,;.]{0,40}\b(?:for|over|in|during|on|across) the (?:last|final|closing) (?:<len>|shot|frame|photo|picture|one|scene|slide)|<q>[^;.]*\b(?:last|final|closing) <len>\b|<q>[^;.]*\bat the (?:very )?end\b|\b(?:last|final|closing) <len>[^;.]*<q>|<q> (?:over|on|during|for) the (?:last|final|closing) (?:one|shot|picture|photo|slide|seconds|scene|frame)s?\b",),
        unless=r"\b(?:remove|trim|cut|delete)\b|\blower[- ]third|\bcaptions?\b|\b(?:voice|spoken|narrat\w+)\b",
        reads=("text", "when"),
        about="Words over the end of the film.",
    ),
    Phrase(
        family="outro", action="call",
        says=(r"\b(?:last|final) <len>\b|\bat the end\b|\bend of the\b",),
        given=("call-to-action",),
        unless=r"\b(?:remove|trim|cut|delete)\b",
        reads=("text", "when"),
        also=True,
        about="A call to action over the last seconds.",
    ),
    Phrase(
        family="chapters", action="topics",
        says=(r"\bchapters?\b[^.;]*\b(?:based on (?:what|the topics?|my|the (?:content|transcript|talk))|(?:at|for) (?:each|every) (?:new )?topic|topic changes?|what (?:i|we|they|he|she) (?:says?|talks?)|by topic)\b|\btopics?\b[^.;]*\bchapters?\b|\b(?:detect|find|auto\w*)\b[^.;]*\bchapters?\b|\b(?:generate|create|make|write)\b(?!.*(?:<time>|<q>|\bclips?\b|\bfiles?\b|\bat\b))[^.;]*\bchapters\b",),
        refuse="finding where the topics change needs a speech model; say the times and the names",
        nearest='add chapters at 0:00 "Setup", 0:30 "Build"',
        examples=("add chapters based on what I talk about",),
    ),
    Phrase(
        family="chapters", action="add",
        says=(r"\bchapters?\b(?: markers?| marks?)?|\btimestamps? (?:for|in) (?:the )?(?:youtube )?description|章节",),
        unless=r"\bchapter (?:one|two|\d+)\b(?!.*mark)|\b(?:per|each|by|every) chapters?\b|\bbook chapter",
        reads=("chapters",),
        examples=('Add chapters at 0:00 "Setup", 0:30 "Build", 1:10 "Ship"',),
        about="Marks with names, in the file and beside it.",
    ),
    Phrase(
        family="thumbnail", action="set",
        says=(r"\bthumbnails?\b|\bcover (?:image|picture|photo|frame|shot)\b(?! to)|\b(?:youtube|video|channel|episode|podcast) cover\b|(?<!my )(?<!gig )(?<!movie )(?<!event )\bposter(?: frame)?\b(?! (?:jpg|png|jpeg|file|to life|into|image))|封面|缩略图",),
        unless=r"\bthumbnail size\b",
        reads=("at",),
        examples=("use the frame at 0:05 as the thumbnail",),
        about="The moment of the cover picture.",
    ),
)  # fmt: skip
