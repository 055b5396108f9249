"""Networks on Keras, each one file that takes raw strings; TensorFlow is imported when used."""
