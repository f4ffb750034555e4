#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

/* GLib's own is a macro that Swift does not see. */
static inline void cdocuments_unref(gpointer object) { g_object_unref(object); }
